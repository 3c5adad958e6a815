// The polygon that is being drawn: its corners, and how it looks on the way.
import { makeSvg } from "../drawing/dom";
import { crossesItself, pathOf, type Position, type RegionClass } from "./geojson";

export class PolygonDraft {
  readonly mark = makeSvg("g", { class: "draft" });
  private points: Position[] = [];
  private pointer: Position | null = null;

  constructor(readonly name: RegionClass) {}

  get corners(): number {
    return this.points.length;
  }

  add(point: Position): void {
    this.points.push(point);
    this.draw();
  }

  takeBack(): void {
    this.points.pop();
    this.draw();
  }

  follow(point: Position): void {
    this.pointer = point;
    this.draw();
  }

  // A double click has put its place twice: corners nearer than `least` (level-0 pixels) are one. Or why it is none.
  close(least: number): Position[] | string {
    const apart = (a: Position, b: Position) => Math.hypot(a[0] - b[0], a[1] - b[1]) >= least;
    const points = this.points.filter((point, i) => i === 0 || apart(point, this.points[i - 1]!));
    while (points.length > 1 && !apart(points[0]!, points[points.length - 1]!)) points.pop();
    if (points.length < 3) return "A region needs at least three corners.";
    return crossesItself(points) ? "The region crosses itself: remove corners with Backspace." : points;
  }

  private draw(): void {
    const line = this.pointer ? [...this.points, this.pointer] : this.points;
    const dots = this.points.map(([x, y]) => makeSvg("path", { class: "corner", d: `M${x} ${y}h0` }));
    const outline = line.length > 1 ? [makeSvg("path", { class: `region region-${this.name}`, d: pathOf([line]) })] : [];
    this.mark.replaceChildren(...outline, ...dots);
  }
}
