"""The plot of a run: CPU per request by size, and memory per queued request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from benches.page import LABELS, batching

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from benches.results import Results

COLORS = {"ours": "#00639c", "peer": "#c2571a", "control": "#7a7a7a"}
TICKS = (1, 3, 10, 30)
"""Of the axis of CPU, in µs."""


def draw(results: Results, path: Path) -> None:
    """Write the plot as SVG: the same bytes for the same figures.

    Args:
        results: The figures.
        path: The file to write.
    """
    with mpl.rc_context({"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(8, 3.2), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _cpu(results, left)
        _memory(results, right)
        figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=3,
                      frameon=False)  # fmt: skip
        for axes in (left, right):
            axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, metadata={"Date": None})


def _cpu(results: Results, axes: Axes) -> None:
    for client in batching(results):
        sizes = [size for size in results.sizes("cpu") if results.has(("cpu", size, client))]
        totals = [results.median(("cpu", size, client), "total") for size in sizes]
        axes.plot(sizes, totals, marker="o", color=COLORS[client], label=LABELS[client])
        for size, total in zip(sizes, totals, strict=True):
            axes.annotate(
                f"{total:.1f}",
                (size, total),
                textcoords="offset points",
                xytext=(0, 5),
                ha="center",
                fontsize=8,
            )
    sizes = results.sizes("cpu")
    axes.set(xscale="log", yscale="log", xlabel="requests in the batch")
    axes.set_title("client CPU per request, µs", loc="left")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.set_yticks(TICKS, [f"{tick:g}" for tick in TICKS])
    axes.minorticks_off()
    axes.margins(x=0.1, y=0.15)


def _memory(results: Results, axes: Axes) -> None:
    size = min(results.sizes("memory"))
    clients = [name for name in batching(results) if results.has(("memory", size, name))]
    values = [results.median(("memory", size, name), "queued_per_request") for name in clients]
    bars = axes.barh(clients, values, color=[COLORS[name] for name in clients])
    axes.bar_label(bars, [f"{value:,.0f}" for value in values], padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.set(yticks=(), xlabel=f"{size:,} requests queued")
    axes.set_title("resident bytes per queued request", loc="left")
    axes.margins(x=0.2)
