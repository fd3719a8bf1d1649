import { defineConfig } from "vite";

export default defineConfig({
  // The server writes the pages; the client build is a script and a style sheet.
  build: { manifest: true, rollupOptions: { input: "src/browser.ts" } },
  ssr: { noExternal: ["@cairn/client", "openapi-fetch"] },
});
