// Above the image: layers and zoom. Below it: scale bar, zoom and place.
import { make, makeButton } from "../drawing/dom";
import { objectiveUm, type SlideImage } from "./image";
import { baseLayers, overlayLayers, type BaseLayer, type OverlayLayer } from "./layers";

const baseText: Record<BaseLayer, string> = { colour: "Colour", hematoxylin: "Haematoxylin", dab: "DAB" };
const overlayText: Record<OverlayLayer, string> = { tissue: "Tissue", heat: "Heat map", cells: "Cells" };
const startOpacity: Record<OverlayLayer, number> = { tissue: 0.9, heat: 0.55, cells: 0.9 };

export class LayerControls {
  readonly element: HTMLElement;
  private readonly bases = new Map<BaseLayer, HTMLInputElement>();
  private readonly overlays = new Map<OverlayLayer, { on: HTMLInputElement; opacity: HTMLInputElement }>();
  private readonly base_set: HTMLFieldSetElement;

  constructor(
    classes: string[],
    private readonly chosen: () => void,
    private readonly faded: (layer: OverlayLayer, opacity: number) => void,
  ) {
    this.base_set = make("fieldset", {}, make("legend", {}, "Image"), ...baseLayers.map((layer) => this.baseRadio(layer)));
    const boxes = [...overlayLayers].reverse().map((layer) => this.overlayBox(layer));
    const legend = make("ul", { class: "legend", "aria-label": "Colours of the classes" }, ...classes.map((name, i) => make("li", { class: "chip", "data-class": String(i) }, name)));
    this.element = make("div", { class: "layer-controls" }, this.base_set, make("fieldset", {}, make("legend", {}, "On it"), ...boxes, legend));
    this.bases.get("colour")!.checked = true;
    this.overlays.get("cells")!.on.checked = true;
  }

  base(): BaseLayer {
    return baseLayers.find((layer) => this.bases.get(layer)!.checked) ?? "colour";
  }

  choose(layer: BaseLayer): void {
    if (this.base_set.disabled) return;
    this.bases.get(layer)!.checked = true;
    this.chosen();
  }

  toggle(layer: OverlayLayer): void {
    this.overlays.get(layer)!.on.click();
  }

  isOn(layer: OverlayLayer): boolean {
    return this.overlays.get(layer)!.on.checked;
  }

  opacity(layer: OverlayLayer): number {
    return Number(this.overlays.get(layer)!.opacity.value) / 100;
  }

  setPixels(pixels: boolean): void {
    this.base_set.disabled = !pixels;
  }

  private baseRadio(layer: BaseLayer): HTMLElement {
    const radio = make("input", { type: "radio", name: "base", value: layer });
    radio.addEventListener("change", () => this.chosen());
    this.bases.set(layer, radio);
    return make("label", {}, radio, ` ${baseText[layer]}`);
  }

  private overlayBox(layer: OverlayLayer): HTMLElement {
    const on = make("input", { type: "checkbox", value: layer });
    const value = String(100 * startOpacity[layer]);
    const opacity = make("input", { type: "range", min: "10", max: "100", step: "5", value, "aria-label": `opacity of ${overlayText[layer]}, per cent` });
    on.addEventListener("change", () => this.chosen());
    opacity.addEventListener("input", () => this.faded(layer, this.opacity(layer)));
    this.overlays.set(layer, { on, opacity });
    return make("span", { class: "overlay-control" }, make("label", {}, on, ` ${overlayText[layer]}`), opacity);
  }
}

export function zoomButtons(image: SlideImage, full: () => void): HTMLElement {
  const power = (times: number) => makeButton(`${times}×`, { title: `${objectiveUm / times} µm per screen pixel` }, () => image.zoomToPower(times));
  return make(
    "div",
    { class: "zoom-buttons", role: "group", "aria-label": "Zoom" },
    makeButton("+", { "aria-label": "Zoom in" }, () => image.zoomBy(1.6)),
    makeButton("−", { "aria-label": "Zoom out" }, () => image.zoomBy(1 / 1.6)),
    makeButton("Whole slide", { id: "zoom-home" }, () => image.home()),
    ...[5, 10, 20, 40].map(power),
    makeButton("Full page", { id: "full-page", "aria-pressed": "false" }, full),
  );
}

function round(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2].find((step) => step * power <= most) ?? 1);
}

function lengthText(um: number): string {
  return um >= 1000 ? `${um / 1000} mm` : `${Number(um.toPrecision(3))} µm`;
}

export class StatusBar {
  private readonly bar = make("span", { class: "scale-bar" });
  private readonly length = make("span");
  private readonly zoom = make("span", { id: "zoom-power" });
  private readonly place = make("span", { id: "pointer-place" });
  readonly element = make("div", { class: "status" }, make("span", { class: "scale", title: "scale bar" }, this.bar, this.length), this.zoom, this.place);

  showZoom(um_per_screen_px: number): void {
    const length = round(140 * um_per_screen_px);
    const power = objectiveUm / um_per_screen_px;
    this.bar.style.width = `${(length / um_per_screen_px).toFixed(1)}px`;
    this.length.textContent = lengthText(length);
    this.zoom.textContent = `${power >= 10 ? power.toFixed(0) : power.toPrecision(2)}×`;
  }

  clear(): void {
    for (const text of [this.length, this.zoom, this.place]) text.textContent = "";
    this.bar.style.width = "0";
  }

  showPlace(place: [number, number] | null): void {
    this.place.textContent = place ? `x ${Math.floor(place[0])}, y ${Math.floor(place[1])} px` : "";
  }
}
