/** What the page and its worker tell each other. */

/** Files that were chosen or dropped, or text that was pasted. */
export type DiagnoseRequest = { readonly files: readonly File[] } | { readonly text: string };

export type DiagnoseAnswer =
  | { readonly kind: 'progress'; readonly percent: number; readonly messages: number }
  /** HTML in which everything that peers wrote is escaped. */
  | { readonly kind: 'done'; readonly html: string }
  | { readonly kind: 'failed'; readonly reason: string };
