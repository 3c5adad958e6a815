// One cell: what was measured of it, and its outline on the image.
import { peakStepOd } from "../drawing/cells";
import { make, makeButton, makeSvg } from "../drawing/dom";
import { ringRadius, spokes, stainedPath } from "../drawing/signature";
import type { Cell } from "./api";
import { patternWords, type CellClassCuts } from "../judgement/judge";

const fine = 16; // the stained path is in whole units; here sixteenths of a pixel

function closedPath(points: number[]): string {
  let path = "";
  for (let i = 0; i + 1 < points.length; i += 2) path += `${i === 0 ? "M" : "L"}${points[i]} ${points[i + 1]}`;
  return `${path}Z`;
}

// White on black, so that it is seen on any stain.
export function cellMarks(cell: Cell): SVGElement[] {
  const sectors = BigInt(`0x${cell.sectors}`);
  const [x, y] = cell.seed;
  const near = cell.outline.map((value, i) => (value - (i % 2 === 0 ? x : y)) * fine);
  const outline = closedPath(cell.outline);
  const line = (kind: string, d: string, more: Record<string, string> = {}) => makeSvg("path", { class: kind, d, ...more });
  return [
    line("cell-halo", outline),
    line("cell-outline", outline),
    line("cell-nucleus", closedPath(cell.nucleus)),
    line("cell-stained", stainedPath(near, sectors), { transform: `translate(${x} ${y}) scale(${1 / fine})` }),
  ];
}

function wheel(cell: Cell, cuts: CellClassCuts): SVGElement {
  const peak = Uint8Array.from(cell.peak, (od) => Math.min(255, Math.round(od / peakStepOd)));
  const sectors = BigInt(`0x${cell.sectors}`);
  const ring = (od: number) => makeSvg("circle", { class: "ring", cx: "50", cy: "50", r: ringRadius(od).toFixed(1) });
  const stained = cell.completeness * 100;
  return makeSvg(
    "svg",
    { class: "wheel", viewBox: "0 0 100 100", role: "img", "aria-label": `membrane signature: ${stained.toFixed(0)} % of 64 sectors stained; rings at the cuts for moderate and strong` },
    makeSvg("path", { class: "off", d: spokes(peak, sectors, false) }),
    makeSvg("path", { class: "on", d: spokes(peak, sectors, true) }),
    ring(cuts.moderate_od),
    ring(cuts.strong_od),
  );
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function measuresTable(cell: Cell): HTMLElement {
  const rows: [string, string][] = [
    ["completeness", `${(100 * cell.completeness).toFixed(0)} % of the outline`],
    ["membrane DAB", `OD ${cell.dab_od.toFixed(3)}`],
    ["membrane width", cell.width_um === null ? "not measurable" : `${cell.width_um.toFixed(2)} µm`],
    ...Object.entries(cell.measures).map(([name, value]): [string, string] => [name, numberText(value)]),
  ];
  const body = rows.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "number" }, value)));
  return make("table", {}, make("tbody", {}, ...body));
}

export class CellPanel {
  readonly element = make("section", { class: "cell-panel", "aria-labelledby": "cell-title", hidden: "" });
  readonly spoken = make("p", { class: "unseen", role: "status" }); // the table is not for reading out

  constructor(private readonly closed: () => void) {}

  show(cell: Cell, cuts: CellClassCuts, um_per_px: number): void {
    const counted = cell.counted ? "counted" : `not counted: ${cell.excluded === "" ? "reason unknown" : cell.excluded}`;
    const close = makeButton("×", { "aria-label": "Close the cell", class: "close" }, () => this.closed());
    const [x, y] = cell.seed;
    const title = make("span", { class: "chip big-chip", "data-class": cell.class.replace("+", "") }, cell.class);
    this.element.replaceChildren(
      make("h2", { id: "cell-title" }, "Cell ", title, close),
      make("div", { class: "cell-summary" }, wheel(cell, cuts), make("p", {}, make("b", {}, patternWords[cell.pattern]), ` (${cell.pattern})`, make("br"), make("span", { class: cell.counted ? "" : "warning" }, counted))),
      make("p", { class: "small" }, `x ${x.toFixed(0)}, y ${y.toFixed(0)} px · ${(x * um_per_px).toFixed(0)}, ${(y * um_per_px).toFixed(0)} µm`, make("br"), `row ${cell.row} · `, make("code", {}, cell.id)),
      measuresTable(cell),
    );
    this.element.dataset["row"] = String(cell.row);
    this.say(`Cell ${cell.class}, ${patternWords[cell.pattern]}, ${counted}`);
    if (!this.element.hidden) return;
    this.element.hidden = false;
    this.element.scrollIntoView({ block: "nearest" });
  }

  say(text: string): void {
    if (this.spoken.textContent !== text) this.spoken.textContent = text;
  }

  hide(): void {
    this.say("");
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}
