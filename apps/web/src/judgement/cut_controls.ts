// The sliders: one a cut, with a field for the exact number. Cuts that must not cross push each other.
import { make } from "../drawing/dom";
import type { CellClassCuts } from "./judge";

// What the program says of a cut (pipeline/configuration/options_json.h).
export interface Cut {
  name: string;
  key: string; // in the configuration
  label: string;
  unit: string;
  meaning: string;
  low: number; // what the program takes, and so the field
  high: number;
  usual_low: number; // what the slider spans
  usual_high: number;
  step: number;
  below: string | null; // the cut it has to stay below
}

export class CutControls {
  readonly element: HTMLElement;
  private readonly values: CellClassCuts;
  private readonly fields = new Map<string, { slider: HTMLInputElement; number: HTMLInputElement; row: HTMLElement }>();

  constructor(
    private readonly cuts: Cut[],
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

  // Those that are not as in the run.
  moved(): Cut[] {
    return this.cuts.filter(({ name }) => this.values[name] !== this.original[name]);
  }

  private row(cut: Cut): HTMLElement {
    const id = `cut-${cut.name}`;
    const range = { min: String(cut.usual_low), max: String(cut.usual_high), step: String(cut.step) };
    const slider = make("input", { type: "range", id, "data-cut": cut.name, ...range });
    const number = make("input", { type: "number", "aria-label": `${cut.label}, exact`, min: String(cut.low), max: String(cut.high), step: "any" });
    const label = make("label", { for: id, title: cut.meaning }, cut.label, make("code", {}, cut.name));
    const row = make("div", { class: "cut" }, label, slider, number, make("span", { class: "unit" }, cut.unit));
    slider.addEventListener("input", () => this.move(cut, Number(slider.value)));
    number.addEventListener("change", () => this.move(cut, Number(number.value)));
    this.fields.set(cut.name, { slider, number, row });
    return row;
  }

  private move(cut: Cut, value: number): void {
    if (!Number.isFinite(value)) return this.show();
    this.put(cut, value);
    for (const lower of this.cuts) {
      const upper = this.cuts.find(({ name }) => name === lower.below);
      if (!upper || this.values[lower.name]! < this.values[upper.name]!) continue;
      if (cut === lower) this.put(upper, this.values[lower.name]! + upper.step);
      if (cut === upper) this.put(lower, this.values[upper.name]! - lower.step);
    }
    this.show();
    this.changed();
  }

  // The nearest value that the program takes, without the noise of decimals.
  private put(cut: Cut, value: number): void {
    this.values[cut.name] = Math.round(Math.min(cut.high, Math.max(cut.low, value)) * 1e6) / 1e6;
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
