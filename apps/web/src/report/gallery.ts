// The gallery of cells: outline, wheel and class of each are drawn again when a cut moves.
import { stainingOf, type PageCells } from "../drawing/cells";
import { classNames, classOfPattern, patternWords, type Judge, type Request } from "../judgement/judge";
import { ringRadius, spokes, stainedPath, type Outline } from "../drawing/signature";

const words = Object.values(patternWords);

export interface GalleryCell {
  row: number; // in the store
  outline: Outline;
}

export class Gallery {
  private readonly figures = new Map<number, HTMLElement[]>();

  constructor(
    private readonly shown: GalleryCell[],
    private readonly judge: Judge,
    private readonly cells: PageCells,
  ) {
    for (const figure of document.querySelectorAll<HTMLElement>("figure.cell")) {
      const row = Number(figure.dataset["row"]);
      this.figures.set(row, [...(this.figures.get(row) ?? []), figure]);
    }
  }

  update(request: Request): void {
    if (this.shown.length === 0) return;
    this.judge.judge({ ...request, control_regions: [], areas_mm2: { tissue: 0, out_of_focus: 0, hidden: 0 } });
    const patterns = this.judge.patterns();
    const sectors = this.judge.sectors();
    this.shown.forEach((cell, i) => {
      for (const figure of this.figures.get(cell.row) ?? []) this.draw(figure, cell, i, patterns[i]!, sectors[i]!, request);
    });
  }

  private draw(figure: HTMLElement, cell: GalleryCell, i: number, pattern: number, sectors: bigint, request: Request): void {
    const name = classNames[classOfPattern[pattern]!]!;
    const staining = stainingOf(this.cells, i, sectors);
    figure.dataset["class"] = name.replace("+", "");
    figure.querySelector(".class")!.textContent = name;
    figure.querySelector(".measures")!.textContent =
      `${words[pattern]} · ${(100 * staining.completeness).toFixed(0)} % of the outline · OD ${staining.dabOd.toFixed(3)}`;
    figure.querySelector(".stained")?.setAttribute("d", stainedPath(cell.outline, sectors));
    figure.querySelector(".on")!.setAttribute("d", spokes(this.cells.peak(i), sectors, true));
    figure.querySelector(".off")!.setAttribute("d", spokes(this.cells.peak(i), sectors, false));
    const [moderate, strong] = figure.querySelectorAll(".ring");
    moderate?.setAttribute("r", ringRadius(request.cell_class.moderate_od).toFixed(1));
    strong?.setAttribute("r", ringRadius(request.cell_class.strong_od).toFixed(1));
  }
}
