import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `BRYGGEN_API` names the API that the development server hands `/graphql` on to; the built files are served by the API. */
const api = process.env['BRYGGEN_API'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', reportCompressedSize: true },
  server: { proxy: { '/graphql': { target: api, ws: true } } },
});
