// The image in the middle: OpenSeadragon, with places and lengths in level-0 pixels and micrometres.
import OpenSeadragon from "openseadragon";
import { makeSvg } from "../drawing/dom";
import type { Slide } from "./api";
import { Layers } from "./layers";
import { SlideTiles } from "./tiles";

export interface View {
  x: number; // level-0 pixel in the middle
  y: number;
  um: number; // per pixel of the screen
}

export const objectiveUm = 10; // a pixel of 10 um / M is what an objective of M times gives: 0.25 um at 40 times

export interface ImageEvents {
  moved(): void;
  layersChanged(): void;
  tileFailed(error: unknown): void;
  clicked(x: number, y: number): void;
  doubleClicked(): boolean; // true: has been dealt with
}

export class SlideImage {
  layers!: Layers;
  readonly drawing = makeSvg("g"); // in level-0 pixels
  slide: Slide | null = null;
  private viewer!: OpenSeadragon.Viewer;
  private readonly svg = makeSvg("svg", { class: "drawing", "aria-hidden": "true" }, this.drawing);

  constructor(
    readonly element: HTMLElement,
    private readonly events: ImageEvents,
  ) {}

  // When the element is in the page: OpenSeadragon needs its size.
  start(): void {
    this.viewer = OpenSeadragon({
      element: this.element,
      drawer: "canvas",
      showNavigationControl: false, // its buttons are pictures of a server
      showNavigator: false,
      imageLoaderLimit: 4, // of the six connections of a browser: answers do not wait for tiles
      maxImageCacheCount: 400,
      animationTime: 0.5,
      blendTime: 0,
      preserveImageSizeOnResize: true, // the power of the view stays
      visibilityRatio: 0.2,
      minZoomImageRatio: 0.6,
      maxZoomPixelRatio: 16,
      zoomPerScroll: 1.35,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: false },
      gestureSettingsPen: { clickToZoom: false, dblClickToZoom: false },
    });
    this.layers = new Layers(this.viewer, () => this.events.layersChanged(), (error) => this.events.tileFailed(error));
    this.viewer.canvas.append(this.svg);
    this.viewer.canvas.setAttribute("role", "application");
    this.viewer.canvas.setAttribute("aria-roledescription", "slide");
    this.listen();
  }

  get canvas(): HTMLElement {
    return this.viewer.canvas;
  }

  open(slide: Slide, view: View | null, opened: () => void): void {
    this.slide = slide;
    this.layers.open(slide);
    this.viewer.canvas.setAttribute("aria-label", `${slide.slide}: arrows move, plus and minus zoom`);
    this.viewer.addOnceHandler("open", () => {
      if (this.slide !== slide) return; // another has been asked for since
      if (view) this.goTo(view);
      this.drawScaled();
      opened();
    });
    const sheet = new SlideTiles(slide, null, {}, false, () => {});
    this.viewer.open({ tileSource: sheet, x: 0, y: 0, width: 1, placeholderFillStyle: "#f3f3f3" });
  }

  close(): void {
    this.slide = null;
    this.layers.open(null);
    this.viewer.close();
  }

  view(): View | null {
    if (!this.slide) return null;
    const center = this.viewer.viewport.getCenter(true);
    return { x: center.x * this.slide.width, y: center.y * this.slide.width, um: this.umPerScreenPixel() };
  }

  goTo({ x, y, um }: View): void {
    if (!this.slide || !(um > 0)) return;
    const zoom = (this.slide.width * this.slide.um_per_px) / (um * this.viewer.viewport.getContainerSize().x);
    this.viewer.viewport.zoomTo(zoom, undefined, true).panTo(new OpenSeadragon.Point(x / this.slide.width, y / this.slide.width), true);
    this.viewer.viewport.applyConstraints(true);
  }

  showRectangle(rectangle: { x: number; y: number; width: number; height: number }): void {
    if (!this.slide) return;
    const size = this.slide.width;
    const margin = 0.15 * Math.max(rectangle.width, rectangle.height);
    const { x, y, width, height } = rectangle;
    this.viewer.viewport.fitBoundsWithConstraints(
      new OpenSeadragon.Rect((x - margin) / size, (y - margin) / size, (width + 2 * margin) / size, (height + 2 * margin) / size),
    );
  }

  zoomBy(factor: number): void {
    this.viewer.viewport?.zoomBy(factor).applyConstraints();
  }

  zoomToPower(power: number): void {
    const view = this.view();
    if (view) this.goTo({ ...view, um: objectiveUm / power });
  }

  home(): void {
    this.viewer.viewport?.goHome();
  }

  umPerScreenPixel(): number {
    if (!this.slide) return 1;
    const { viewport } = this.viewer;
    return (this.slide.width * this.slide.um_per_px) / (viewport.getZoom(true) * viewport.getContainerSize().x);
  }

  // Level-0 pixel under a place of the canvas.
  pixelAt(x: number, y: number): [number, number] {
    const point = this.viewer.viewport.pointFromPixel(new OpenSeadragon.Point(x, y), true);
    const size = this.slide?.width ?? 1;
    return [point.x * size, point.y * size];
  }

  contains(x: number, y: number): boolean {
    return this.slide !== null && x >= 0 && y >= 0 && x < this.slide.width && y < this.slide.height;
  }

  private listen(): void {
    const { viewer } = this;
    viewer.addHandler("update-viewport", () => this.drawScaled());
    viewer.addHandler("canvas-click", (event) => {
      if (event.quick && this.slide) this.events.clicked(...this.pixelAt(event.position.x, event.position.y));
    });
    viewer.addHandler("canvas-double-click", (event) => {
      if (this.events.doubleClicked()) event.preventDefaultAction = true;
    });
    // Letters and zoom are the page's keys; OpenSeadragon would turn the image at R and move it at D.
    viewer.addHandler("canvas-key", (event) => {
      const key = (event.originalEvent as KeyboardEvent).key;
      if (/^[a-z0=+-]$/i.test(key)) event.preventDefaultAction = true;
    });
    for (const name of ["open", "animation", "animation-finish", "resize", "zoom", "pan"] as const)
      viewer.addHandler(name, () => this.events.moved());
  }

  private drawScaled(): void {
    if (!this.slide) return;
    const { viewport } = this.viewer;
    const origin = viewport.pixelFromPoint(new OpenSeadragon.Point(0, 0), true);
    const scale = (viewport.getZoom(true) * viewport.getContainerSize().x) / this.slide.width;
    this.drawing.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${origin.x} ${origin.y})`);
  }
}
