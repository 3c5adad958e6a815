// The sliders: one a cut, with a field for the exact number. Cuts that must not cross push each other.
import { make } from "../drawing/dom";
import type { CellClassCuts } from "./judge";

type CutName = keyof CellClassCuts;
interface Cut {
  name: CutName;
  label: string;
  unit: string;
  low: number;
  high: number;
  step: number;
}

// Ranges wide enough for any stain; the field takes all that the program takes.
const cuts: Cut[] = [
  { name: "stained_od", label: "a sector is stained above", unit: "OD contrast", low: 0, high: 0.2, step: 0.005 },
  { name: "cytoplasm_coefficient", label: "... plus this share of the cytoplasm's DAB", unit: "", low: 0, high: 1, step: 0.05 },
  { name: "none_fraction", label: "unstained below", unit: "of the outline", low: 0, high: 0.6, step: 0.01 },
  { name: "complete_fraction", label: "complete from", unit: "of the outline", low: 0.3, high: 1, step: 0.01 },
  { name: "moderate_od", label: "moderate from", unit: "OD", low: 0.05, high: 1, step: 0.01 },
  { name: "strong_od", label: "strong from", unit: "OD", low: 0.1, high: 1.5, step: 0.01 },
];
// Lower and upper of a pair, and the least distance between them.
const pairs: [CutName, CutName, number][] = [
  ["none_fraction", "complete_fraction", 0.01],
  ["moderate_od", "strong_od", 0.01],
];
const bounds: Record<CutName, [number, number]> = {
  stained_od: [0, 1.275],
  cytoplasm_coefficient: [0, 2],
  none_fraction: [0, 0.99],
  complete_fraction: [0.01, 1],
  moderate_od: [0, 2.54],
  strong_od: [0.01, 2.55],
};

export class CutControls {
  readonly element: HTMLElement;
  private readonly values: CellClassCuts;
  private readonly fields = new Map<CutName, { slider: HTMLInputElement; number: HTMLInputElement; row: HTMLElement }>();

  constructor(
    private readonly original: CellClassCuts,
    private readonly changed: () => void,
  ) {
    this.values = { ...original };
    this.element = make("div", { class: "cuts" }, ...cuts.map((cut) => this.row(cut)));
    this.show();
  }

  get(): CellClassCuts {
    return { ...this.values };
  }

  set(values: Partial<CellClassCuts>): void {
    Object.assign(this.values, values);
    this.show();
  }

  // Names of the cuts that are not the run's.
  moved(): CutName[] {
    return cuts.map((cut) => cut.name).filter((name) => this.values[name] !== this.original[name]);
  }

  private row(cut: Cut): HTMLElement {
    const id = `cut-${cut.name}`;
    const range = { min: String(cut.low), max: String(cut.high), step: String(cut.step) };
    const slider = make("input", { type: "range", id, "data-cut": cut.name, ...range });
    const number = make("input", { type: "number", "aria-label": `${cut.label}, exact`, step: "any" });
    const label = make("label", { for: id }, cut.label, make("code", {}, cut.name));
    const row = make("div", { class: "cut" }, label, slider, number, make("span", { class: "unit" }, cut.unit));
    slider.addEventListener("input", () => this.move(cut.name, Number(slider.value)));
    number.addEventListener("change", () => this.move(cut.name, Number(number.value)));
    this.fields.set(cut.name, { slider, number, row });
    return row;
  }

  private move(name: CutName, value: number): void {
    if (!Number.isFinite(value)) return this.show();
    const clamp = (of: CutName, number: number) => Math.min(bounds[of][1], Math.max(bounds[of][0], number));
    const rounded = (number: number) => Math.round(number * 1e6) / 1e6;
    this.values[name] = rounded(clamp(name, value));
    for (const [lower, upper, gap] of pairs) {
      if (this.values[lower] < this.values[upper]) continue;
      if (name === lower) this.values[upper] = rounded(clamp(upper, this.values[lower] + gap));
      if (name === upper) this.values[lower] = rounded(clamp(lower, this.values[upper] - gap));
    }
    this.show();
    this.changed();
  }

  private show(): void {
    for (const [name, { slider, number, row }] of this.fields) {
      slider.value = String(this.values[name]);
      number.value = String(this.values[name]);
      slider.setAttribute("aria-valuetext", number.value);
      row.classList.toggle("moved", this.values[name] !== this.original[name]);
    }
  }
}
