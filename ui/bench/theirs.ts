/** regl-scatterplot as its own documentation uses it, where the window has its plane. */
import createScatterplot from "regl-scatterplot";

import { makeRow } from "../src/dev/tracks";

/** The plane's size in a window of 1280 × 800, px. */
const SIZE = { width: 858, height: 644 };

export async function theirs(count: number) {
  const stage = document.createElement("canvas");
  Object.assign(stage.style, { width: `${SIZE.width}px`, height: `${SIZE.height}px` });
  document.getElementById("app")!.append(stage);
  const plot = createScatterplot({ canvas: stage, ...SIZE });
  let frames = 0;
  plot.subscribe("draw", () => (frames += 1));
  await new Promise((resolve) => plot.subscribe("init", resolve, 1));
  const rows = Array.from({ length: count }, (_, i) => makeRow(i + 1));
  await plot.draw(rows.map((row) => [(row.valence! - 5) / 4, (row.arousal! - 5) / 4]));
  return { stage, frames: () => frames };
}
