// The gallery of cells: outline, wheel and class of each are drawn again when a cut moves.
import type { Drawing, Judge, Outline, Request } from "../judgement/judge";

export interface GalleryCell {
  row: number; // in the store
  outline: Outline;
}

export class Gallery {
  private readonly figures: HTMLElement[][]; // of each cell

  constructor(
    private readonly shown: GalleryCell[],
    private readonly judge: Judge,
  ) {
    this.figures = shown.map(({ row }) => [...document.querySelectorAll<HTMLElement>(`figure.cell[data-row="${row}"]`)]);
  }

  update(request: Request): void {
    const drawings = this.judge.draw(request, this.shown.map((cell) => cell.outline));
    drawings.forEach((drawing, i) => this.figures[i]?.forEach((figure) => this.show(figure, drawing)));
  }

  private show(figure: HTMLElement, drawing: Drawing): void {
    figure.dataset["class"] = String(drawing.class);
    figure.querySelector(".signature")!.innerHTML = drawing.signature;
    const outline = figure.querySelector(".crop svg");
    if (outline) outline.outerHTML = drawing.outline;
  }
}
