/** Serves the page that `cargo xtask bench window` measures. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte({ configFile: false })],
  clearScreen: false,
  server: { strictPort: true, hmr: false, fs: { allow: ["../.."] } },
  optimizeDeps: { include: ["regl-scatterplot"] },
});
