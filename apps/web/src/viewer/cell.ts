// One cell: what was measured of it. The program draws it.
import { make, makeButton } from "../drawing/dom";
import type { Cell } from "./api";

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function measuresTable(cell: Cell): HTMLElement {
  const rows: [string, string][] = [
    ["completeness", `${(100 * cell.completeness).toFixed(0)} %`],
    ["DAB across the membrane", `${cell.excess_od_um.toFixed(3)} OD·µm`],
    ["DAB on its crest", `OD ${cell.dab_od.toFixed(3)}`],
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

  show(cell: Cell, um_per_px: number): void {
    const counted = cell.counted ? "counted" : `not counted: ${cell.excluded_words}`;
    const why = `looks like ${cell.tissue}, ${(100 * cell.tumour_probability).toFixed(0)} % likely tumour`;
    const close = makeButton("×", { "aria-label": "Close the cell", class: "close" }, () => this.closed());
    const [x, y] = cell.seed;
    const title = make("span", { class: "chip big-chip", "data-class": String(cell.class_number) }, cell.class);
    const summary = make("div", { class: "cell-summary" }, make("p", {}, make("b", {}, cell.pattern_words), ` (${cell.pattern})`, make("br"), make("span", { class: cell.counted ? "" : "warning" }, counted), make("br"), why));
    summary.insertAdjacentHTML("afterbegin", cell.wheel);
    this.element.replaceChildren(
      make("h2", { id: "cell-title" }, "Cell ", title, close),
      summary,
      make("p", { class: "small" }, `x ${x.toFixed(0)}, y ${y.toFixed(0)} px · ${(x * um_per_px).toFixed(0)}, ${(y * um_per_px).toFixed(0)} µm`, make("br"), `row ${cell.row} · `, make("code", {}, cell.id)),
      measuresTable(cell),
    );
    this.element.dataset["row"] = String(cell.row);
    this.say(`Cell ${cell.class}, ${cell.pattern_words}, ${counted}, ${why}`);
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
