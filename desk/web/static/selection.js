// The words a person selected, as places in the stored text: characters, not UTF-16 units.
"use strict";
(() => {
  const element = (node) => (node.nodeType === 1 ? node : node.parentElement);
  function place(node, offset) {
    const holder = element(node).closest("[data-start]");
    if (!holder) return null;
    const range = document.createRange();
    range.selectNodeContents(holder);
    range.setEnd(node, offset);
    return Number(holder.dataset.start) + Array.from(range.toString()).length;
  }
  // what to send of the selection, or a sentence on why there is nothing to send
  window.salangSelection = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return "Select words in the text first.";
    const range = selection.getRangeAt(0);
    const field = element(range.startContainer).closest("[data-field]");
    const same = element(range.endContainer).closest("[data-field]");
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    if (!field || field !== same || start === null || end === null) return "Select words of the title, the text or one comment.";
    const found = { field: field.dataset.field, start: String(start), end: String(end), selected: range.toString() };
    if (field.dataset.comment) found.comment = field.dataset.comment;
    return found;
  };
})();
