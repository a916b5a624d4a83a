/** Loads the page again as soon as it comes into it: what the page shows next is its reader's own. */
class PageAgain extends HTMLElement {
  connectedCallback() {
    location.reload();
  }
}

customElements.define("page-again", PageAgain);
