// The cell that was picked: asked of the server, in its panel, and marked on the image.
import { makeSvg } from "../drawing/dom";
import { getCell, type Settings } from "./api";
import { CellPanel } from "./cell";
import { Newest } from "./newest";

type Point = [number, number]; // level-0 pixels

export interface OpenSlide {
  index: number;
  um_per_px: number;
  settings: Settings;
}

export class PickedCell {
  readonly panel = new CellPanel(() => this.close());
  readonly marks = makeSvg("g", { class: "cell-marks" });
  private readonly questions: Newest<Point>;
  private seed: Point | null = null; // of what is shown

  constructor(
    private readonly slide: () => OpenSlide | null,
    failed: (error: unknown) => void,
  ) {
    this.questions = new Newest((point, signal) => this.show(point, signal), failed);
  }

  pick(point: Point): void {
    this.questions.ask(point);
  }

  // The same cell by other settings.
  update(): void {
    if (this.seed) this.questions.ask(this.seed);
  }

  close(): void {
    this.questions.cancel();
    this.hide();
  }

  private async show([x, y]: Point, signal: AbortSignal): Promise<void> {
    const slide = this.slide();
    if (!slide) return;
    const cell = await getCell(slide.index, x, y, slide.settings, signal);
    if (signal.aborted) return;
    if (!cell) {
      this.hide();
      return this.panel.say("No cell here");
    }
    this.seed = cell.seed;
    this.panel.show(cell, slide.um_per_px);
    this.marks.innerHTML = cell.marks;
  }

  private hide(): void {
    this.seed = null;
    this.panel.hide();
    this.marks.replaceChildren();
  }
}
