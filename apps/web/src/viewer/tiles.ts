// Tiles of one layer of a slide, as the server makes them.
import OpenSeadragon from "openseadragon";
import { addressOf, getTile } from "./api";

export interface Pyramid {
  width: number; // level-0 pixels
  height: number;
  tile_size: number;
  max_level: number;
}

// Lowest level of use: the one on which the slide fits on one tile.
function lowestLevel(slide: Pyramid): number {
  const tiles = Math.max(slide.width, slide.height) / slide.tile_size;
  return Math.max(0, slide.max_level - Math.ceil(Math.log2(Math.max(1, tiles))));
}

function emptyTile(): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  return canvas.getContext("2d");
}

let sources = 0;

export class SlideTiles extends OpenSeadragon.TileSource {
  // Ends all requests when the layer is taken away: the server has no work with tiles nobody will see.
  private readonly wanted = new AbortController();
  private readonly number = sources++;

  constructor(
    slide: Pyramid,
    private readonly folder: string | null,
    private readonly query: Record<string, string>,
    private readonly transparent: boolean,
    private readonly failed: (error: unknown) => void,
  ) {
    super({ width: slide.width, height: slide.height, tileSize: slide.tile_size, tileOverlap: 0, minLevel: lowestLevel(slide), maxLevel: slide.max_level, ready: true });
  }

  override getTileUrl(level: number, x: number, y: number): string {
    return addressOf(`${this.folder}/${level}/${x}_${y}`, this.query);
  }

  // Without a folder there are no tiles: the sheet the layers lie on.
  override tileExists(level: number, x: number, y: number): boolean {
    return this.folder !== null && super.tileExists(level, x, y);
  }

  override hasTransparency(): boolean {
    return this.transparent;
  }

  // Of this layer alone: the next with the same address asks again for what has failed.
  override getTileHashKey(level: number, x: number, y: number): string {
    return `${this.number}/${level}/${x}_${y}`;
  }

  // Where a tile fails nothing is shown: OpenSeadragon would show coarser ones, with other cells.
  override downloadTileStart(job: OpenSeadragon.ImageJob): void {
    this.download(job.src).then(
      (tile) => job.finish(tile, null, "imageBitmap"),
      (error: unknown) => {
        job.finish(emptyTile(), null, "context2d");
        if (!this.wanted.signal.aborted) this.failed(error);
      },
    );
  }

  // A tile that comes after all is of use.
  override downloadTileAbort(): void {}

  override destroy(): void {
    this.wanted.abort();
  }

  private async download(address: string): Promise<ImageBitmap> {
    return createImageBitmap(await getTile(address, this.wanted.signal), { colorSpaceConversion: "none" });
  }
}
