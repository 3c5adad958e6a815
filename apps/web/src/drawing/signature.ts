// Drawings of one cell: its outline on the picture, and its signature as a wheel of 64 spokes. The program draws the
// same with the run's own cuts (pipeline/pages/report_gallery.cpp); here they are drawn again when a cut moves.
import { peakStepOd, sectorsOfCell } from "./cells";

export type Outline = readonly number[]; // x, y, x, y, ... in thousandths of the picture's edge

const wheelOd = 1.2; // optical density at the rim
const wheelHub = 0.3; // of the radius

function point(outline: Outline, sector: number): [number, number] {
  const i = ((sector + sectorsOfCell) % sectorsOfCell) * 2;
  return [outline[i]!, outline[i + 1]!];
}

function middle(a: [number, number], b: [number, number]): string {
  return `${((a[0] + b[0]) / 2).toFixed(0)} ${((a[1] + b[1]) / 2).toFixed(0)}`;
}

// The stained sectors of the outline: each goes from the middle before its point to the middle behind it.
export function stainedPath(outline: Outline, sectors: bigint): string {
  let path = "";
  for (let i = 0; i < sectorsOfCell; i++) {
    if (!((sectors >> BigInt(i)) & 1n)) continue;
    const here = point(outline, i);
    path += `M${middle(point(outline, i - 1), here)}L${here[0]} ${here[1]}L${middle(here, point(outline, i + 1))}`;
  }
  return path;
}

// Spokes of the stained or of the other sectors; sector 0 points up, and they go round clockwise.
export function spokes(peak: Uint8Array, sectors: bigint, stained: boolean): string {
  let path = "";
  for (let i = 0; i < sectorsOfCell; i++) {
    if (Boolean((sectors >> BigInt(i)) & 1n) !== stained) continue;
    const angle = (2 * Math.PI * i) / sectorsOfCell;
    const end = wheelHub + (1 - wheelHub) * Math.min(1, (peak[i]! * peakStepOd) / wheelOd);
    const at = (radius: number) => `${(50 + 48 * radius * Math.sin(angle)).toFixed(1)} ${(50 - 48 * radius * Math.cos(angle)).toFixed(1)}`;
    path += `M${at(wheelHub)}L${at(end)}`;
  }
  return path;
}

// Radius, in hundredths of the wheel's edge, of the ring at an optical density.
export function ringRadius(od: number): number {
  return 48 * (wheelHub + (1 - wheelHub) * Math.min(1, od / wheelOd));
}
