// Histograms with the cuts as lines.
import uPlot from "uplot";

export interface CutLine {
  at: number;
  label: string;
}

export class Histogram {
  private readonly plot: uPlot;
  private lines: CutLine[] = [];

  constructor(
    parent: HTMLElement,
    private readonly title: string,
    private readonly low: number,
    private readonly high: number,
    private readonly bins: number,
  ) {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() || "#222";
    const faint = getComputedStyle(document.documentElement).getPropertyValue("--line").trim() || "#ddd";
    const fill = getComputedStyle(document.documentElement).getPropertyValue("--blue").trim() || "#0072b2";
    this.plot = new uPlot(
      {
        width: 420,
        height: 170,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: [low, high] }, y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.05)] } },
        axes: [
          { stroke: ink, grid: { stroke: faint }, label: title, labelSize: 20, size: 34 },
          { stroke: ink, grid: { stroke: faint }, label: "cells", labelSize: 20, size: 60 },
        ],
        series: [{}, { fill, stroke: fill, paths: uPlot.paths.bars!({ size: [1, 100], align: 1 }) }],
        hooks: { draw: [(plot) => this.drawLines(plot, ink)] },
      },
      [[], []],
      parent,
    );
    this.plot.root.setAttribute("role", "img");
  }

  show(values: Float32Array, lines: CutLine[]): void {
    const step = (this.high - this.low) / this.bins;
    const counts = new Array<number>(this.bins).fill(0);
    for (const value of values) {
      const bin = Math.min(this.bins - 1, Math.floor((value - this.low) / step));
      if (bin >= 0) counts[bin]!++;
    }
    this.lines = lines;
    this.plot.setData([counts.map((_count, i) => this.low + i * step), counts]);
    this.plot.root.setAttribute("aria-label", `Histogram of ${this.title}; cuts at ${lines.map((line) => `${line.label} ${line.at}`).join(", ")}`);
  }

  private drawLines(plot: uPlot, ink: string): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = ink;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.textAlign = "left";
    ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    for (const line of this.lines) {
      const x = plot.valToPos(line.at, "x", true);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(line.label, x + 4 * devicePixelRatio, bbox.top + 11 * devicePixelRatio);
    }
    ctx.restore();
  }
}
