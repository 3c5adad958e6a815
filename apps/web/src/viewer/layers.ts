// The layers of the open slide: one base layer and the overlays, in their order from below. A layer whose tiles change
// stays until the new tiles of the view are there, so that nothing flickers.
import OpenSeadragon from "openseadragon";
import { SlideTiles, type Pyramid } from "./tiles";

export const baseLayers = ["colour", "hematoxylin", "dab"] as const;
export const overlayLayers = ["tissue", "heat", "cells"] as const;
export type BaseLayer = (typeof baseLayers)[number];
export type OverlayLayer = (typeof overlayLayers)[number];

const places = ["base", ...overlayLayers] as const;
type Place = (typeof places)[number];

interface Image {
  source: SlideTiles;
  address: string;
  item: OpenSeadragon.TiledImage | null; // null until the viewer has it
}

interface Layer {
  shown: Image | null;
  coming: Image | null;
  opacity: number;
}

export interface Wanted {
  folder: string;
  query: Record<string, string>;
}

export class Layers {
  private readonly layers = new Map<Place, Layer>();
  private slide: Pyramid | null = null;

  constructor(
    private readonly viewer: OpenSeadragon.Viewer,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
  ) {
    for (const place of places) this.layers.set(place, { shown: null, coming: null, opacity: 1 });
  }

  // The viewer has closed the images of the slide before.
  open(slide: Pyramid | null): void {
    this.slide = slide;
    for (const layer of this.layers.values()) layer.shown = layer.coming = null;
  }

  setOpacity(place: Place, opacity: number): void {
    const layer = this.layers.get(place)!;
    layer.opacity = opacity;
    layer.shown?.item?.setOpacity(opacity);
  }

  show(place: Place, wanted: Wanted | null): void {
    const layer = this.layers.get(place)!;
    const address = wanted && `${wanted.folder}?${new URLSearchParams(wanted.query).toString()}`;
    if ((layer.coming ?? layer.shown)?.address === (address ?? undefined)) return;
    this.remove(layer.coming);
    layer.coming = null;
    if (layer.shown?.address === address) return this.changed();
    if (wanted && address !== null && this.slide) {
      const source = new SlideTiles(this.slide, wanted.folder, wanted.query, place !== "base", this.failed);
      layer.coming = { source, address, item: null };
      this.add(place, layer, layer.coming);
    } else {
      this.remove(layer.shown);
      layer.shown = null;
    }
    this.changed();
  }

  // Whether all tiles of the view are there.
  complete(): boolean {
    return [...this.layers.values()].every(({ shown, coming }) => !coming && (!shown || (shown.item?.getFullyLoaded() ?? false)));
  }

  private add(place: Place, layer: Layer, image: Image): void {
    // A base layer covers the old one tile by tile; two overlays at once would show two answers.
    const opacity = layer.shown && place !== "base" ? 0 : layer.opacity;
    this.viewer.addTiledImage({
      tileSource: image.source,
      x: 0,
      y: 0,
      width: 1,
      opacity,
      preload: true,
      success: (event: Event) => this.arrived(layer, image, (event as unknown as { item: OpenSeadragon.TiledImage }).item),
    });
  }

  private arrived(layer: Layer, image: Image, item: OpenSeadragon.TiledImage): void {
    image.item = item;
    if (layer.coming !== image) return this.remove(image); // no longer wanted
    this.sort();
    item.addHandler("fully-loaded-change", () => {
      if (item.getFullyLoaded()) this.take(layer, image);
      this.changed();
    });
    if (!layer.shown || item.getFullyLoaded()) this.take(layer, image);
  }

  private take(layer: Layer, image: Image): void {
    if (layer.coming !== image) return;
    this.remove(layer.shown);
    layer.shown = image;
    layer.coming = null;
    image.item?.setOpacity(layer.opacity);
    this.changed();
  }

  private remove(image: Image | null): void {
    if (image?.item && this.viewer.world.getIndexOfItem(image.item) >= 0) this.viewer.world.removeItem(image.item);
  }

  // Item 0 is the sheet.
  private sort(): void {
    const { world } = this.viewer;
    let index = 1;
    for (const place of places) {
      const { shown, coming } = this.layers.get(place)!;
      for (const image of [shown, coming])
        if (image?.item && world.getIndexOfItem(image.item) >= 0) world.setItemIndex(image.item, index++);
    }
  }
}
