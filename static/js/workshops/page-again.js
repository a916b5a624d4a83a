/**
 * Loads the page again as soon as it comes into it: what the page shows next is its reader's own.
 * With `to`, goes there instead.
 */
class PageAgain extends HTMLElement {
  connectedCallback() {
    const to = this.getAttribute("to");
    if (to) location.replace(to);
    else location.reload();
  }
}

customElements.define("page-again", PageAgain);
