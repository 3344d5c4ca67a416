<?xml version="1.0"?>
<CHANNEL HREF="http://channel.example.com/" BASE="http://channel.example.com/">
  <TITLE>Example Channel</TITLE>
  <ABSTRACT>Invented, in the Channel Definition Format</ABSTRACT>
  <ITEM HREF="story.html" LASTMOD="2026-01-07T16:05-0500">
    <TITLE>Vertiv says demand holds</TITLE>
    <ABSTRACT>Cooling is sold out.</ABSTRACT>
  </ITEM>
  <CHANNEL>
    <TITLE>A part</TITLE>
    <ITEM HREF="http://channel.example.com/two.html"/>
  </CHANNEL>
</CHANNEL>
