// For --import: takes WebAssembly away from the program, and from its threads, once Node has what it strips types with.
await import('./warm.ts');
delete globalThis.WebAssembly;
