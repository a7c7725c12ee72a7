"""docs/performance.md: the figures of one run, and how they were taken."""

import textwrap

from chart import rate, time


def table(head, rows, markdown=True):
    """The first column to the left, all others to the right."""
    if markdown:
        lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
    widths = [max(len(row[column]) for row in [head] + rows) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                               for index, (cell, width) in enumerate(zip(row, widths))) for row in [head] + rows)


LEVELS = {
    "lines": "line ends by `memchr`: a floor",
    "index": "index pass: lines, header names, character checks",
    "validated": "both passes, nothing read back",
    "typed": "**both passes, every value typed**",
}

HOW = """\
## What is measured

**Messages.** 2,000 messages of ten shapes (INVITE and 200 with SDP, REFER, NOTIFY, REGISTER with credentials, BYE,
ACK, 180, OPTIONS, and an INVITE of some 46 folded header fields), {mean} octets in the mean. Every value differs from
message to message: users, hosts (names, IPv4, IPv6), ports, tags, branches, Call-IDs, display names, numbers of Vias
and routes, which optional headers stand, their order, long, compact and lower-case names. *varied* takes them in
turn; it is the figure to quote. *hot* takes ten of them in turn, which a branch predictor learns by heart. They are
made by `bench/corpus.cpp` from a fixed seed; the test `varied_corpus_test` holds their octets.

**typed** means: request line and its URI; of the topmost Via host, port, branch, rport, received; the number of Vias;
URI and tag of From and To; Call-ID; CSeq; the first Contact's URI; each Route and Record-Route with its URI;
Max-Forwards; Content-Length; Content-Type; the URIs of Refer-To and Referred-By; Event; Subscription-State; Replaces.
URIs are taken apart into scheme, user, host and port.

**Time** is processor time on one core, the median of {repetitions}; the repetitions of all benchmarks are mixed in
random order. **Instructions** and mispredicted branches are cachegrind's, as the difference of two run lengths over
all 2,000 messages; its branch predictor is a simple model, which tells more from less and no more.
**Allocations** are calls of malloc, calloc and realloc.
"""

FAIRNESS = """\
## How the other stacks are used

Debian's packages, each as its own stack uses it: Sofia-SIP {sofia-sip-ua} (`msg_create`, a copy into its buffer,
`msg_extract`, `msg_destroy`), oSIP2 {libosip2} (`osip_message_parse`, which copies each token,
`osip_message_free`), libre {libre} (an `mbuf` for the datagram, `sip_msg_decode`, then its own decoders for what that
leaves as text). Each message is copied where the stack needs octets of its own, and the copy is measured. Baton reads
the caller's octets in place.

Before anything is measured all parsers decode all 2,000 messages and every value is compared; one difference ends the
run. What is made equal for it:

- the brackets of an IPv6 reference are taken off (the parsers differ in keeping them),
- an absent value and an empty one are the same, and so are port 0 and no port,
- oSIP2's Call-ID is put together from its two halves,
- the header part of a URI (Refer-To's `?Replaces=`) is not compared: some unescape it.

Numbers that a stack leaves as text (ports and rport in Sofia-SIP and oSIP2) are converted by the shortest loop.
libre has no decoder of Replaces; the tools that its other decoders consist of stand in. oSIP2 has none of Event,
Subscription-State and Replaces; a scan for `;` and `=` stands in. The lengths of NUL-terminated strings are not
counted: no stack needs them to use a value. How strictly each checks what it reads is not compared here.
"""


def filled(text, **values):
    """The text with its values, its paragraphs filled anew: a value may be long."""
    paragraphs = text.format(**values).strip().split("\n\n")
    return "\n\n".join(each if each.startswith(("#", "- ")) else
                       textwrap.fill(each, 118, break_long_words=False, break_on_hyphens=False)
                       for each in paragraphs)


def message_rows(results):
    rows = []
    names = [(LEVELS[level], level) for level in LEVELS]
    names += [(f"typed, {path} path", "typed@" + path) for path in results.paths()]
    names += [(peer + ", typed", "typed/" + peer) for peer in results.peers()]
    for label, name in names:
        varied, hot = results.parse.get("varied/" + name), results.parse.get("hot/" + name)
        count = results.counts.get(name)
        if varied and hot:
            rows.append([label, f"{varied.ns:,.0f}", f"{varied.low:,.0f} to {varied.high:,.0f}",
                         rate(varied.per_second), f"{varied.bytes_per_second / 1e6:,.0f}", f"{hot.ns:,.0f}",
                         f"{count.instructions:,.0f}" if count else "-",
                         f"{count.mispredicts:.1f}" if count else "-", f"{varied.allocations:.1f}"])
    return rows


def path_rows(results):
    rows = []
    for path in results.paths():
        cells = [results.ns(f"{kind}/{level}@{path}") for kind in ("varied", "hot") for level in ("index", "typed")]
        rows.append([path] + ["-" if cell is None else f"{cell:,.0f}" for cell in cells])
    return rows


def piece_rows(results):
    return [[each.name.replace("value/", "").replace("/", ", "), f"{each.ns:,.1f}", f"{each.per_second / 1e6:,.1f} M",
             f"{each.bytes_per_second / 1e6:,.0f}", f"{each.allocations:.0f}"]
            for name, each in results.parse.items() if name.startswith(("value/", "uri/", "writer/", "stream/"))]


def transfer_rows(results):
    names = {"a_call": "a call: INVITE, 100, 200, ACK, BYE, 200",
             "a_blind_transfer": "a blind transfer, from the first INVITE to the last BYE"}
    return [[names.get(name, name), time(each.ns), f"{each.counters.get('messages/s', 0) / 1e3:,.0f} k",
             f"{each.allocations:.0f}"] for name, each in results.transfer.items()]


def page(results, every_bar):
    machine = dict(results.machine)
    varied = results.parse["varied/typed"]
    mean = varied.bytes_per_second * varied.ns / 1e9
    parts = [
        "# Performance",
        "Made by `tools/bench`; run it to make the page anew. Ratios carry over to other machines, times do not.",
        "![Messages read a second by Baton and other stacks](performance.svg)",
        "## The bars",
        table(["Bar", "required", "measured", "verdict"], [bar.row() for bar in every_bar]),
        "## Messages",
        "One core, ns a message.",
        table(["level", "varied", "min to p90", "messages", "MB/s", "hot", "instructions", "mispredicted",
               "allocations"], message_rows(results)),
    ]
    if results.paths():
        parts += ["## Scanning paths",
                  "The parser chooses its path at run time by what the processor has; here it was made to take each.",
                  table(["path", "index, varied", "typed, varied", "index, hot", "typed, hot"], path_rows(results))]
    parts += [
        "## Pieces",
        "One value of the varied messages at a time, taken out before; ns a value,\n"
        "a comparison, a message written, or a piece of a stream framed.",
        table(["piece", "ns", "a second", "MB/s", "allocations"], piece_rows(results)),
        "## Calls",
        "Three Stacks in memory without a network: what the core alone costs, both ends together.",
        table(["story", "time", "messages a second", "allocations"], transfer_rows(results)),
        filled(HOW, mean=f"{mean:.0f}", repetitions=machine["repetitions"]),
    ]
    if results.peers():
        parts.append(filled(FAIRNESS, **machine))
    parts += [
        "## This run",
        "\n".join(f"- {name}: {machine[key]}" for name, key in (
            ("Machine", "processor"), ("System", "system"), ("Compiler", "compiler"), ("Flags", "flags"),
            ("Commit", "commit"), ("Date", "date"))) + f"\n- Command: `{machine['command']}`",
    ]
    return "\n\n".join(parts) + "\n"
