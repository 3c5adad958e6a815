// The packed cells of a page (pipeline/cells/page_cells.h), for what is drawn of them.

export const sectorsOfCell = 64;
const cellBytes = 145;
export const peakStepOd = 0.01;

export class PageCells {
  readonly count: number;
  private readonly peaks: Uint8Array;

  constructor(readonly bytes: Uint8Array) {
    this.count = bytes.length / cellBytes;
    this.peaks = bytes.subarray(17 * this.count, (17 + sectorsOfCell) * this.count);
  }

  peak(cell: number): Uint8Array {
    return this.peaks.subarray(cell * sectorsOfCell, (cell + 1) * sectorsOfCell);
  }
}

export interface Staining {
  completeness: number; // 0-1
  dabOd: number; // mean peak of the stained sectors; 0 without one
}

export function stainingOf(cells: PageCells, cell: number, sectors: bigint): Staining {
  const peak = cells.peak(cell);
  let low = Number(sectors & 0xffffffffn);
  let high = Number(sectors >> 32n);
  let count = 0;
  let sum = 0;
  for (let i = 0; i < 32; i++) {
    if (low & 1) (count++, (sum += peak[i]!));
    if (high & 1) (count++, (sum += peak[i + 32]!));
    low >>>= 1;
    high >>>= 1;
  }
  return { completeness: count / sectorsOfCell, dabOd: count === 0 ? 0 : (sum * peakStepOd) / count };
}
