import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  // The development shell reads the tag vocabulary beside this folder.
  server: { port: 1420, strictPort: true, fs: { allow: [".."] } },
  build: {
    // WebKitGTK 4.1 as the oldest supported systems ship it.
    target: "safari16",
    // A strict content policy has no place for inlined data scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
