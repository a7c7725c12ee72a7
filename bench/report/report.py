"""Puts the results of tools/bench together: the bars on standard output, the page on request.

usage: report.py RESULTS [--write FOLDER] [--strict]
"""

import argparse
import os
import sys

from bars import bars
from chart import chart
from figures import Results
from page import page, table


def chart_of(results):
    rows = [("Baton", True, results.ns("varied/typed"), results.ns("hot/typed"))]
    if "portable" in results.paths():
        rows.append(("Baton, portable", True, results.ns("varied/typed@portable"), results.ns("hot/typed@portable")))
    for peer in results.peers():
        rows.append((peer, False, results.ns("varied/typed/" + peer), results.ns("hot/typed/" + peer)))
    machine = results.machine
    return chart("SIP messages read a second, on one core",
                 "Every value that a user agent needs, decoded to its type; longer is better", rows,
                 f"{machine['processor']}; {machine['compiler']} {machine['flags']}; {machine['date']}")


def print_summary(results, every_bar):
    for title, prefixes in (("Messages", ("varied/", "hot/")), ("Pieces", ("value/", "uri/", "writer/", "stream/"))):
        rows = [[name, f"{each.ns:,.1f}", f"{each.low:,.1f} to {each.high:,.1f}", f"{each.per_second / 1e3:,.0f} k",
                 f"{each.bytes_per_second / 1e6:,.0f}", f"{each.allocations:.1f}"]
                for name, each in results.parse.items() if name.startswith(prefixes)]
        print(table([title, "ns", "min to p90", "a second", "MB/s", "allocations"], rows, markdown=False) + "\n")
    rows = [[level, f"{each.instructions:,.0f}", f"{each.branches:,.0f}", f"{each.mispredicts:.1f}"]
            for level, each in results.counts.items()]
    if rows:
        print(table(["A message", "instructions", "branches", "mispredicted"], rows, markdown=False) + "\n")
    print(table(["Bar", "required", "measured", "verdict"], [bar.row() for bar in every_bar], markdown=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", help="the folder that tools/bench wrote")
    parser.add_argument("--write", metavar="FOLDER", help="write performance.md and performance.svg there")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if a bar is missed")
    arguments = parser.parse_args()
    results = Results(arguments.results)
    every_bar = bars(results)
    print_summary(results, every_bar)
    if arguments.write:
        for name, content in (("performance.svg", chart_of(results)), ("performance.md", page(results, every_bar))):
            path = os.path.join(arguments.write, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
            print(f"written: {path}", file=sys.stderr)
    missed = any(bar.verdict() == "MISS" for bar in every_bar)
    return 1 if arguments.strict and missed else 0


if __name__ == "__main__":
    sys.exit(main())
