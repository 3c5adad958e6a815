// The page: what happens in one part and concerns the others.
import { make, makeButton } from "../drawing/dom";
import { LiveAnswers } from "./answer";
import { getSlide, settingsQuery, type Run, type RunSlide, type Slide } from "./api";
import { Help } from "./help";
import { SlideImage, type View } from "./image";
import { overlayLayers, type OverlayLayer } from "./layers";
import { LayerLegend } from "./legend";
import { hashOf, placeOf } from "./link";
import { PickedCell } from "./picked_cell";
import { RegionsPanel } from "./regions";
import { SlideList } from "./slides";
import { Thresholds } from "./thresholds";
import { LayerControls, StatusBar, zoomButtons } from "./toolbar";

const tilesWaitMs = 150; // after the last move of a slider
const linkWaitMs = 300; // browsers take only so many addresses

type Point = [number, number];

export class ViewerPage {
  private readonly image: SlideImage;
  private readonly slides: SlideList;
  private readonly layers: LayerControls;
  private readonly legend: LayerLegend;
  private readonly thresholds: Thresholds;
  private readonly answers: LiveAnswers;
  private readonly regions: RegionsPanel;
  private readonly cell: PickedCell;
  private readonly status = new StatusBar();
  private readonly help: Help;
  private readonly message = make("div", { class: "message", role: "status" });
  private readonly alert = make("div", { class: "alert", role: "alert" });
  private open_slide: RunSlide | null = null;
  private opening = new AbortController();
  private tiles_timer = 0;
  private link_timer = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly run: Run,
  ) {
    const failed = (error: unknown) => this.fail(error);
    this.image = new SlideImage(make("div", { id: "slide-image" }), {
      moved: () => this.moved(),
      layersChanged: () => this.layersChanged(),
      tileFailed: (error) => this.fail(error, "Tiles are missing: "),
      clicked: (x, y) => this.clicked(x, y),
      doubleClicked: () => this.doubleClicked(),
    });
    this.slides = new SlideList(run.slides, run.words.statuses, (slide) => void this.open(slide, null));
    this.layers = new LayerControls(
      run.legend.classes,
      () => this.showLayers(),
      (layer, opacity) => this.image.layers.setOpacity(layer, opacity),
    );
    this.legend = new LayerLegend(run.legend);
    this.thresholds = new Thresholds(run, () => this.settingsChanged());
    this.answers = new LiveAnswers((judged) => this.slides.show(judged), failed);
    this.cell = new PickedCell(() => this.openSlide(), failed);
    this.regions = new RegionsPanel(this.image);
    this.help = new Help(this.shortcuts());
    this.image.drawing.append(this.regions.marks, this.cell.marks);
    this.build();
    this.image.start();
    this.listen();
    this.answers.ask(this.thresholds.get());
    this.follow(placeOf(location.hash));
  }

  goTo(view: View): void {
    this.image.goTo(view);
  }

  private build(): void {
    const help = makeButton("Keys (?)", { id: "help-button" }, () => this.help.show());
    const link = make("a", { class: "skip", href: "#slide-image" }, "To the slide");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.image.canvas.focus();
    });
    this.root.replaceChildren(
      link,
      make("header", {}, make("h1", {}, "Herald viewer"), make("span", { class: "faint folder" }, this.run.folder), make("b", { class: "research" }, "Research use only, not a medical device"), help),
      make("aside", { class: "left", "aria-label": "Run" }, this.slides.element, make("p", { class: "faint small" }, `herald ${this.run.herald}`)),
      make(
        "main",
        {},
        make("div", { class: "toolbar" }, this.layers.element, zoomButtons(this.image, () => this.toggleFull())),
        make("div", { class: "stage" }, this.image.element, make("div", { class: "cross", "aria-hidden": "true" }), this.legend.element, this.message, this.alert),
        this.status.element,
      ),
      make("aside", { class: "right", "aria-label": "Score and thresholds" }, this.cell.panel.spoken, this.cell.panel.element, this.answers.element, this.thresholds.element, this.regions.element),
      this.help.dialog,
    );
  }

  private listen(): void {
    const { canvas } = this.image;
    const place = (event: MouseEvent): Point => {
      const frame = canvas.getBoundingClientRect();
      return this.image.pixelAt(event.clientX - frame.left, event.clientY - frame.top);
    };
    canvas.addEventListener("pointermove", (event) => {
      if (!this.image.slide) return;
      const at = place(event);
      this.status.showPlace(this.image.contains(...at) ? at : null);
      this.regions.point(...at);
    });
    canvas.addEventListener("pointerleave", () => this.status.showPlace(null));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("hashchange", () => this.follow(placeOf(location.hash)));
  }

  private shortcuts() {
    const layer = (name: OverlayLayer) => () => this.layers.toggle(name);
    return [
      { keys: ["+", "="], text: "zoom in", run: () => this.image.zoomBy(1.6) },
      { keys: ["-"], text: "zoom out", run: () => this.image.zoomBy(1 / 1.6) },
      { keys: ["0"], text: "the whole slide", run: () => this.image.home() },
      { keys: ["c"], text: "image in its original colours", run: () => this.layers.choose("colour") },
      { keys: ["h"], text: "haematoxylin alone", run: () => this.layers.choose("hematoxylin") },
      { keys: ["d"], text: "DAB alone", run: () => this.layers.choose("dab") },
      { keys: ["o"], text: "cells on and off", run: layer("cells") },
      { keys: ["m"], text: "heat map on and off", run: layer("heat") },
      { keys: ["t"], text: "tissue on and off", run: layer("tissue") },
      { keys: ["i"], text: "the cell in the middle of the image", run: () => this.pickMiddle() },
      { keys: ["n"], text: "next slide", run: () => this.step(1) },
      { keys: ["p"], text: "previous slide", run: () => this.step(-1) },
      { keys: ["r"], text: "draw a region, or cancel it", run: () => this.regions.toggleDrawing() },
      { keys: ["f"], text: "full page, and back", run: () => this.toggleFull() },
      { keys: ["?"], text: "these keys", run: () => this.help.show() },
    ];
  }

  private key(event: KeyboardEvent): void {
    // A key on a button or box is that button's.
    const of_control = event.target instanceof HTMLElement && event.target.closest("button, input, select, summary, dialog") !== null;
    const of_drawing = event.key === "Escape" || !of_control;
    if ((of_drawing && this.regions.key(event.key)) || this.help.press(event)) event.preventDefault();
    else if (event.key === "Escape" && !this.help.dialog.open) this.escape();
  }

  private escape(): void {
    if (this.root.classList.contains("full")) this.toggleFull();
    else this.cell.close();
  }

  private toggleFull(): void {
    const full = this.root.classList.toggle("full");
    document.getElementById("full-page")?.setAttribute("aria-pressed", String(full));
  }

  private step(step: 1 | -1): void {
    const next = this.open_slide && this.slides.neighbour(this.open_slide.index, step);
    if (next) void this.open(next, null);
  }

  // Where the address points to, or the first slide that can be shown.
  private follow(place: ReturnType<typeof placeOf>): void {
    const { slides } = this.run;
    const asked = slides.find((slide) => slide.index === place?.slide);
    const first = slides.find((slide) => slide.measured) ?? slides[0];
    if (!asked) {
      if (first && !this.open_slide) void this.open(first, null);
      else if (!first) this.say("The run has no slides.");
    } else if (asked !== this.open_slide) {
      void this.open(asked, place?.view ?? null);
    } else if (place?.view) {
      this.goTo(place.view);
    }
  }

  private async open(chosen: RunSlide, view: View | null): Promise<void> {
    if (!this.regions.mayLeave()) return this.keepLink();
    this.opening.abort();
    const opening = (this.opening = new AbortController());
    this.open_slide = chosen;
    this.slides.mark(chosen.index);
    document.title = `${chosen.slide} – Herald viewer`;
    this.cell.close();
    this.alert.textContent = "";
    this.answers.open(chosen.measured ? chosen : null, this.thresholds.get());
    this.regions.open(-1, null);
    this.image.close();
    this.status.clear();
    if (!chosen.measured) return this.showUnmeasured(chosen);
    try {
      const slide = await getSlide(chosen.index, opening.signal);
      if (!opening.signal.aborted) this.opened(chosen.index, slide, view);
    } catch (error) {
      if (opening.signal.aborted) return;
      this.fail(error);
      this.ready();
    }
  }

  private opened(index: number, slide: Slide, view: View | null): void {
    this.say(slide.pixels ? "" : slide.message);
    this.layers.setPixels(slide.pixels);
    this.image.open(slide, view, () => {
      this.regions.open(index, slide);
      this.showLayers();
    });
  }

  private showUnmeasured({ slide, status, reasons }: RunSlide): void {
    this.say(`${slide}: ${status}. ${reasons.join("; ")}`);
    this.keepLink();
    this.ready();
  }

  private say(text: string): void {
    this.message.textContent = text;
  }

  private fail(error: unknown, what = ""): void {
    const text = what + (error instanceof Error ? error.message : String(error));
    if (this.alert.textContent !== text) this.alert.textContent = text;
  }

  private ready(): void {
    document.documentElement.dataset["viewer"] = "ready";
  }

  private settingsChanged(): void {
    const settings = this.thresholds.get();
    this.alert.textContent = "";
    this.answers.ask(settings);
    this.cell.update();
    clearTimeout(this.tiles_timer);
    this.tiles_timer = window.setTimeout(() => this.showLayers(), tilesWaitMs);
  }

  private showLayers(): void {
    const { slide, layers } = this.image;
    const index = this.open_slide?.index;
    if (!slide || index === undefined) return;
    layers.show("base", slide.pixels ? { folder: `tiles/${index}/${this.layers.base()}`, query: {} } : null);
    for (const layer of overlayLayers) {
      this.legend.show(layer, this.layers.isOn(layer));
      const query = layer === "tissue" ? {} : settingsQuery(this.thresholds.get());
      layers.setOpacity(layer, this.layers.opacity(layer));
      layers.show(layer, this.layers.isOn(layer) ? { folder: `tiles/${index}/${layer}`, query } : null);
    }
  }

  private layersChanged(): void {
    const complete = this.image.slide !== null && this.image.layers.complete();
    document.documentElement.dataset["tiles"] = complete ? "complete" : "loading";
    if (complete) this.ready();
  }

  private moved(): void {
    if (!this.image.slide) return;
    this.status.showZoom(this.image.umPerScreenPixel());
    if (this.link_timer === 0) this.link_timer = window.setTimeout(() => this.keepLink(), linkWaitMs);
  }

  private keepLink(): void {
    this.link_timer = 0;
    if (this.open_slide) history.replaceState(null, "", hashOf({ slide: this.open_slide.index, view: this.image.view() }));
  }

  private clicked(x: number, y: number): void {
    if (this.regions.drawing) this.regions.click(x, y);
    else if (this.image.contains(x, y)) this.cell.pick([x, y]);
  }

  private doubleClicked(): boolean {
    if (!this.regions.drawing) return false;
    this.regions.close();
    return true;
  }

  private openSlide() {
    const { slide } = this.image;
    if (!slide || !this.open_slide) return null;
    return { index: this.open_slide.index, um_per_px: slide.um_per_px, settings: this.thresholds.get() };
  }

  private pickMiddle(): void {
    const view = this.image.view();
    if (view) this.clicked(view.x, view.y);
  }
}
