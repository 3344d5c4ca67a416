"""How fast texts are read, and how much memory that takes, beside spaCy's own phrase matching in the same run.

`python -m benchmarks.extract_documents [--documents N] [--rounds N] [--soak N]` prints documents per second of CPU:

    articles   about 600 words that are about the trade, a sixth of the sentences with events: six events or so,
               as many as the densest articles have
    dense      the same length with nothing but such sentences: the worst case, no newspaper writes so
    mixed      a stream in which 8 in 100 texts are articles, the rest about other things
    peer       spacy.blank("en") with a SpanRuler of the same phrases (phrase patterns, its fast path) on the articles

the cost of each step, the start of a new process until its first answer and what importing spaCy takes of that, and
the memory at its peak. With --soak, the memory after 10,000 documents and after N.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import extract_texts
from pipelines.extract import load
from pipelines.extract.components import Newsimpact
from pipelines.extract.extractor import Extractor
from pipelines.extract.growing import with_hyphens
from pipelines.extract.text.opening import open_passage

ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "tests" / "floors" / "sentences.jsonl"
STARTS = 5
COLD = "from pipelines.extract import load; load().extract('CoreWeave fell 5%.')"
BARE = "import spacy.lang.en"
"""What every process that uses spaCy starts with. A blank pipeline is no peer: making one loads our factories too."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--documents", type=int, default=400)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--soak", type=int, default=0)
    given = arguments.parse_args()
    extractor = load()
    articles = list(extract_texts.articles(event_sentences(), given.documents))
    if given.soak:
        soak(extractor, given.soak)
        return
    print(
        f"{len(articles)} articles, {sum(len(text.split()) for text in articles) / len(articles):.0f} words on average"
    )
    speeds(extractor, articles, given.rounds)
    steps(extractor, articles[:200])
    print(f"cold start           {cold_start(COLD):8.2f} s CPU until the first answer of a new process")
    print(f"  importing spaCy    {cold_start(BARE):8.2f} s of it")
    print(f"memory at its peak   {peak_megabytes():8.0f} MB, the texts and the peer included")


def event_sentences() -> list[str]:
    """The labelled sentences of the test suite: our own words, each with an event or a trap."""
    return [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


def speeds(extractor: Extractor, articles: Sequence[str], rounds: int) -> None:
    dense = list(extract_texts.articles(event_sentences(), len(articles) // 2, share=1.0))
    mixed = list(extract_texts.mixed(articles))
    read = lambda texts: sum(extraction.relevant for extraction in extractor.extract_many(texts))  # noqa: E731
    ours = measure("articles", read, articles, rounds)
    measure("dense", read, dense, rounds)
    measure("mixed", read, mixed, rounds)
    nlp = span_ruler(extractor)
    theirs = measure("peer: SpanRuler", lambda texts: sum(1 for _ in nlp.pipe(texts)), articles, rounds)
    print(f"ratio                {ours / theirs:8.2f} of the peer, which finds phrases and nothing else")


def measure(name: str, read: Callable[[Sequence[str]], int], texts: Sequence[str], rounds: int) -> float:
    """Documents per second of CPU, the best of several rounds: what else the machine does only ever adds."""
    best, found = float("inf"), 0
    for _ in range(rounds):
        started = time.process_time()
        found = read(texts)
        best = min(best, time.process_time() - started)
    print(f"{name:20} {len(texts) / best:8.0f} documents/s   {len(texts)} texts, {found} counted")
    return len(texts) / best


def span_ruler(extractor: Extractor) -> Any:
    import spacy

    names = [
        {"label": "name", "pattern": text} for text in extractor.nlp.get_pipe("newsimpact").entities.names.lexicon.names
    ]
    rules = extractor.nlp.get_pipe("newsimpact").events.reader.rules
    terms = [
        {"label": category, "pattern": variant}
        for category, phrases in rules.terms.items()
        for phrase in phrases
        for variant in with_hyphens(phrase)
    ]
    nlp: Any = spacy.blank("en")
    nlp.add_pipe("span_ruler", config={"phrase_matcher_attr": "LOWER"}).add_patterns([*names, *terms])
    print(f"                     {len(names)} names and {len(terms)} terms in both")
    return nlp


def steps(extractor: Extractor, texts: Sequence[str]) -> None:
    """Milliseconds of CPU per document that each step takes."""
    reader: Newsimpact = extractor.nlp.get_pipe("newsimpact")
    spent: dict[str, float] = {}

    def timed(step: str, work: Callable[..., Any], *arguments: Any) -> Any:
        started = time.process_time()
        result = work(*arguments)
        spent[step] = spent.get(step, 0.0) + time.process_time() - started
        return result

    with extractor.nlp.memory_zone():
        for text in texts:
            passage = timed("zones, tokens, sentences", open_passage, text, reader.cut)
            timed("entities", reader.entities.read, passage)
            timed("quantities", reader.quantities.read, passage)
            timed("events", reader.events.reader.read, passage)
            passage.close()
    for step, seconds in spent.items():
        print(f"  {step:26} {1000 * seconds / len(texts):6.2f} ms a document")


def cold_start(program: str) -> float:
    """Seconds of CPU, the median of new processes; their modules are compiled before, as those of a package are."""
    with TemporaryDirectory() as compiled:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        return median([_one_start(program, env) for _ in range(STARTS + 1)][1:])


def _one_start(program: str, env: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def soak(extractor: Extractor, documents: int) -> None:
    """Every text is new, so that a vocabulary that grows would show."""
    sentences = event_sentences()
    stream: Iterator[str] = extract_texts.articles(sentences, documents, words=120, seed=random.randrange(1 << 30))
    for number, _ in enumerate(extractor.extract_many(stream), 1):
        if number in {1_000, 10_000} or number % 25_000 == 0:
            print(f"{number:8} documents  {resident_megabytes():6.0f} MB  peak {peak_megabytes():6.0f} MB", flush=True)


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def peak_megabytes() -> float:
    """ru_maxrss counts kilobytes, on a Mac bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    main()
