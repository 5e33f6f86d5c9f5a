declare module 'undici/lib/dispatcher/agent.js' {
  // biome-ignore lint/style/noDefaultExport: the one export of a CommonJS module
  export { Agent as default } from 'undici';
}
