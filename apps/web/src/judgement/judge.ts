// The program's own judgement and drawings (pipeline/pages/judge), compiled to WebAssembly: nothing of them is written
// again here.

export interface RuleSet {
  name: string;
  version: string;
}
// By name; those that the charts draw are there.
export type CellClassCuts = Record<string, number> & Record<"moderate_od_um" | "strong_od_um" | "complete_fraction" | "none_fraction", number>;
// pipeline/results/judgement_json.h; what is not named here goes through as it is.
export interface Request {
  cell_class: CellClassCuts;
  rule_set: RuleSet;
  um_per_px: number;
  score_of_run: string | null;
  [rest: string]: unknown;
}

// x, y, x, y, ... in thousandths of the picture's edge
export type Outline = readonly number[];

// What is drawn of a cell: 0 to 3, SVG to lie on its picture, HTML of its caption.
export interface Drawing {
  class: number;
  outline: string;
  signature: string;
}

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  input(bytes: number): number;
  loadCells(): number;
  judge(): number;
  completeness(): number;
  meanExcess(): number;
  draw(): number;
}

// The module asks for a system it never uses: it writes no text and reads no file.
const system = new Proxy(
  {},
  {
    get: (_target, name) => () => {
      if (name === "proc_exit") throw new Error("the judgement stopped");
      return 52; // no such function
    },
  },
);

export class Judge {
  readonly cells: number;

  private constructor(private readonly exports: Exports, cells: Uint8Array) {
    exports._initialize();
    this.give(cells);
    this.cells = exports.loadCells();
  }

  static async with(module: WebAssembly.Module, cells: Uint8Array): Promise<Judge> {
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system as WebAssembly.ModuleImports });
    return new Judge(instance.exports as unknown as Exports, cells);
  }

  // The answer, as HTML.
  judge(request: Request): string {
    this.giveJson(request);
    return this.textAt(this.exports.judge());
  }

  // Of each cell by the last judgement: 0 to 1.
  completeness(): Float32Array {
    return this.numbersAt(this.exports.completeness());
  }

  // Of each cell by the last judgement: mean excess of its stained sectors, OD·µm, 0 without one.
  meanExcess(): Float32Array {
    return this.numbersAt(this.exports.meanExcess());
  }

  // Every cell, with these outlines.
  draw(request: Request, outlines: Outline[]): Drawing[] {
    this.giveJson({ ...request, outlines });
    return JSON.parse(this.textAt(this.exports.draw())) as Drawing[];
  }

  private textAt(from: number): string {
    const memory = new Uint8Array(this.exports.memory.buffer);
    return new TextDecoder().decode(memory.subarray(from, memory.indexOf(0, from)));
  }

  private numbersAt(from: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, from, this.cells).slice();
  }

  private giveJson(value: object): void {
    this.give(new TextEncoder().encode(JSON.stringify(value)));
  }

  private give(bytes: Uint8Array): void {
    const to = this.exports.input(bytes.length);
    new Uint8Array(this.exports.memory.buffer, to, bytes.length).set(bytes);
  }
}
