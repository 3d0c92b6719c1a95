type TextFile = { readonly file: string; readonly type: string; readonly text: string };

/** Saves a text as a file in the browser's downloads. */
export function keepAsFile({ file, type, text }: TextFile): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file;
  link.click();
  URL.revokeObjectURL(url);
}
