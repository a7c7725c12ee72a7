"""The raw results of tools/bench as figures: medians over repetitions, and counts a message."""

import json
import os
import statistics


class Figure:
    """One benchmark: its repetitions, read as medians. Times are of the processor, in ns."""

    def __init__(self, name, runs):
        self.name = name
        times = sorted(run["cpu_time"] for run in runs)
        self.ns = statistics.median(times)
        self.low = times[0]
        self.high = times[min(len(times) - 1, int(len(times) * 0.9))]
        self.per_second = 1e9 / self.ns
        self.bytes_per_second = statistics.median(run.get("bytes_per_second", 0) for run in runs)
        self.allocations = statistics.median(run.get("allocs", 0) for run in runs)
        self.counters = {key: value for key, value in runs[0].items() if isinstance(value, float)}


class Count:
    """What one message costs under cachegrind, by the difference of two run lengths."""

    def __init__(self, short, long, messages):
        self.instructions, self.branches, self.mispredicts = (
            (b - a) / messages for a, b in zip(short, long))


def read_benchmarks(path):
    with open(path, encoding="utf-8") as file:
        rows = json.load(file)["benchmarks"]
    rows.sort(key=lambda row: row["family_index"])  # they ran mixed
    runs = {}
    for row in rows:
        if row["run_type"] == "iteration":
            if row.get("error_occurred"):
                raise SystemExit(f"report: {row['run_name']} failed: {row['error_message']}")
            runs.setdefault(row["run_name"], []).append(row)
    return {name: Figure(name, each) for name, each in runs.items()}


def read_counts(path):
    counts = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                level, short, long = line.rstrip("\n").split("|")
                pair = [list(map(int, text.split())) for text in (short, long)]
                if len(pair[0]) == len(pair[1]) == 3:
                    counts[level] = Count(*pair, messages=2000)
    return counts


def read_machine(path):
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("=", 1) for line in file)


class Results:
    def __init__(self, folder):
        self.parse = read_benchmarks(os.path.join(folder, "parse.json"))
        # Counted by a run of its own, in which counting slows nobody whose time is taken.
        for name, counted in read_benchmarks(os.path.join(folder, "allocations.json")).items():
            self.parse[name].allocations = counted.allocations
        self.transfer = read_benchmarks(os.path.join(folder, "transfer.json"))
        self.counts = read_counts(os.path.join(folder, "counts.txt"))
        self.machine = read_machine(os.path.join(folder, "machine.txt"))

    def ns(self, name):
        figure = self.parse.get(name)
        return figure.ns if figure else None

    def peers(self):
        """Names of the other stacks that were measured, in the order of the run."""
        start = "varied/typed/"
        return [name[len(start):] for name in self.parse if name.startswith(start)]

    def paths(self):
        """Names of the scanning paths that this machine could be made to take."""
        start = "varied/typed@"
        return [name[len(start):] for name in self.parse if name.startswith(start)]
