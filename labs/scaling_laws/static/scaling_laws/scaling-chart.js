import { Picture } from "./picture.js";

/** The picture of the lab, drawn from the tables inside it. */
class ScalingChart extends HTMLElement {
  connectedCallback() {
    this.picture = new Picture(this);
  }

  disconnectedCallback() {
    this.picture?.remove();
  }
}

customElements.define("scaling-chart", ScalingChart);
