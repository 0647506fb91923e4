/** The style of a page, in the colours of the theme. */
export const pageStyle = `
body { max-width: 52em; padding: 0 2em 2em; line-height: 1.5; }
h1 { font-size: 1.6em; line-height: 1.3; overflow-wrap: anywhere; }
h2 { font-size: 1.3em; border-bottom: 1px solid var(--vscode-widget-border, currentColor); margin-top: 1.5em; }
h3 { font-size: 1.1em; }
pre { background: var(--vscode-textCodeBlock-background); padding: 0.8em; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: var(--vscode-editor-font-family); }
.copy { margin-top: -0.4em; }
.copy:first-child { margin-top: 1em; }
button {
  font: inherit; padding: 0.2em 0.9em; cursor: pointer; border-radius: 2px;
  color: var(--vscode-button-secondaryForeground, inherit); background: var(--vscode-button-secondaryBackground, transparent);
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
}
button:hover { background: var(--vscode-button-secondaryHoverBackground, transparent); }
.vscode-high-contrast a { text-decoration: underline; }
a:focus, button:focus { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
a:focus:not(:focus-visible), button:focus:not(:focus-visible) { outline: none; }
`;
