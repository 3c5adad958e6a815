// Regions of the open slide: drawn, listed, saved.
import { make, makeButton, makeSvg } from "../drawing/dom";
import { putRegions, type Slide } from "./api";
import { PolygonDraft } from "./draw";
import { areaOf, boundsOf, classOfRegion, pathOf, regionOf, ringsOf, type Position, type Region, type RegionClass } from "./geojson";
import type { SlideImage } from "./image";
import { copyButton } from "./thresholds";

const classText: Record<RegionClass, string> = { Tumor: "include (Tumor)", Exclude: "leave out (Exclude)" };
const nearPixels = 5; // of the screen

export class RegionsPanel {
  readonly element: HTMLElement;
  readonly marks = makeSvg("g", { class: "regions" });
  private index = -1;
  private slide: Slide | null = null;
  private features: Region[] = [];
  private unsaved = false;
  private draft: PolygonDraft | null = null;
  private readonly list = make("ul", { class: "region-list" });
  private readonly note = make("p", { class: "small", role: "status", id: "region-note" });
  private readonly saved = make("div", { class: "saved" });
  private readonly name: HTMLSelectElement;
  private readonly start = makeButton("Draw a region", { id: "region-draw", "aria-pressed": "false" }, () => this.toggleDrawing());
  private readonly save = makeButton("Save", { id: "region-save" }, () => void this.put());

  constructor(private readonly image: SlideImage) {
    this.name = make("select", { id: "region-class" }, ...Object.entries(classText).map(([value, text]) => make("option", { value }, text)));
    this.element = make(
      "section",
      { "aria-labelledby": "regions-title" },
      make("h2", { id: "regions-title" }, "Regions"),
      make("p", { class: "buttons" }, this.start, make("label", { for: "region-class" }, "to "), this.name),
      this.note,
      this.list,
      make("p", { class: "buttons" }, this.save),
      this.saved,
    );
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
  }

  open(index: number, slide: Slide | null): void {
    this.stopDrawing("");
    this.index = index;
    this.slide = slide;
    this.features = [...(slide?.regions.features ?? [])];
    this.unsaved = false;
    this.saved.replaceChildren();
    this.element.hidden = slide === null;
    this.note.textContent = slide?.regions_locked ?? "";
    this.start.disabled = this.note.textContent !== "";
    this.update();
  }

  // Asks when something would be lost.
  mayLeave(): boolean {
    const losing = this.unsaved || (this.draft?.corners ?? 0) > 0;
    return !losing || confirm("The regions of this slide have not been saved. Leave without saving?");
  }

  get drawing(): boolean {
    return this.draft !== null;
  }

  toggleDrawing(): void {
    if (this.draft) return this.stopDrawing("Cancelled.");
    if (!this.slide || this.slide.regions_locked !== "") return;
    this.draft = new PolygonDraft(this.name.value as RegionClass);
    this.marks.after(this.draft.mark);
    this.image.element.classList.add("is-drawing");
    this.start.textContent = "Cancel drawing";
    this.start.setAttribute("aria-pressed", "true");
    this.image.canvas.focus(); // where its keys are
    this.note.textContent = "Click the corners, or Space for one in the middle; double click or Enter closes, Backspace removes the last, Escape cancels.";
  }

  click(x: number, y: number): void {
    this.draft?.add(this.inSlide(x, y));
  }

  point(x: number, y: number): void {
    this.draft?.follow(this.inSlide(x, y));
  }

  close(): void {
    if (!this.draft) return;
    const points = this.draft.close((nearPixels * this.image.umPerScreenPixel()) / (this.slide?.um_per_px ?? 1));
    if (typeof points === "string") {
      this.note.textContent = points;
      return;
    }
    this.features.push(regionOf(points, this.draft.name));
    this.stopDrawing("");
    this.change();
  }

  // Whether the key was for the drawing.
  key(key: string): boolean {
    if (!this.draft) return false;
    const middle = this.image.view();
    if (key === "Enter") this.close();
    else if (key === "Escape") this.stopDrawing("Cancelled.");
    else if (key === "Backspace") this.draft.takeBack();
    else if (key === " " && middle) this.click(middle.x, middle.y);
    else return false;
    return true;
  }

  private inSlide(x: number, y: number): Position {
    const within = (value: number, size: number) => Math.round(Math.min(size, Math.max(0, value)) * 10) / 10;
    return [within(x, this.slide?.width ?? 0), within(y, this.slide?.height ?? 0)];
  }

  private stopDrawing(note: string): void {
    this.draft?.mark.remove();
    this.draft = null;
    this.image.element.classList.remove("is-drawing");
    this.start.textContent = "Draw a region";
    this.start.setAttribute("aria-pressed", "false");
    this.note.textContent = note;
  }

  private change(): void {
    this.unsaved = true;
    this.saved.replaceChildren();
    this.update();
  }

  private update(): void {
    this.save.disabled = !this.unsaved;
    this.save.textContent = this.unsaved ? "Save (not saved yet)" : "Save";
    this.list.replaceChildren(...this.features.map((region, i) => this.listed(region, i)));
    this.marks.replaceChildren(...this.features.map((region) => makeSvg("path", { class: `region region-${classOfRegion(region)}`, "fill-rule": "evenodd", d: pathOf(ringsOf(region)) })));
  }

  private listed(region: Region, i: number): HTMLElement {
    const um = this.slide?.um_per_px ?? 1;
    const text = `${i + 1}: ${classOfRegion(region)}, ${((areaOf(region) * um * um) / 1e6).toFixed(2)} mm²`;
    const go = makeButton(text, { class: "link", title: "Show it" }, () => this.image.showRectangle(boundsOf(region)));
    const remove = makeButton("Delete", { "aria-label": `Delete region ${i + 1}` }, () => {
      this.features.splice(i, 1);
      this.change();
      this.start.focus();
    });
    return make("li", {}, go, remove);
  }

  private showSaved(saved: string | null, command: string | null): void {
    this.saved.replaceChildren();
    this.note.textContent = saved === null ? "Saved: this slide no longer has regions." : "Saved.";
    if (saved === null || command === null) return;
    const shown = make("pre", { id: "region-command", tabindex: "0", "aria-label": "command" }, command);
    this.saved.append(make("p", { class: "small" }, `Saved as ${saved}. To score with them:`), shown, copyButton("Copy the command", shown));
  }

  private async put(): Promise<void> {
    const { index } = this;
    this.save.disabled = true;
    const features = [...this.features];
    try {
      const { saved, command } = await putRegions(index, { type: "FeatureCollection", features });
      if (index !== this.index) return;
      this.unsaved = features.length !== this.features.length || features.some((region, i) => region !== this.features[i]);
      this.showSaved(saved, command);
    } catch (error) {
      this.note.textContent = `Not saved: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.update();
  }
}
