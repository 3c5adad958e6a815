// Over the image: what the colours of the heat map and of the tissue layer mean, while those are on.
import { make } from "../drawing/dom";
import type { Legend } from "./api";
import type { OverlayLayer } from "./layers";

function swatch(colour: string): HTMLElement {
  const made = make("span", { class: "swatch", "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}

export class LayerLegend {
  readonly element: HTMLElement;
  private readonly parts: Partial<Record<OverlayLayer, HTMLElement>>;

  constructor({ tissue, heat }: Legend) {
    const ramp = make("span", { class: "ramp", "aria-hidden": "true" });
    ramp.style.background = `linear-gradient(to right, ${heat.join(",")})`;
    const names = tissue.map(({ name, colour }) => make("li", {}, swatch(colour), name));
    this.parts = {
      heat: make("div", { class: "heat-legend" }, "Mean H-score 0 ", ramp, " 300"),
      tissue: make("ul", { class: "tissue-legend", "aria-label": "Colours of the tissue layer" }, ...names),
    };
    this.element = make("div", { class: "layer-legend" }, ...Object.values(this.parts));
    for (const part of Object.values(this.parts)) part.hidden = true;
  }

  show(layer: OverlayLayer, on: boolean): void {
    const part = this.parts[layer];
    if (part) part.hidden = !on;
  }
}
