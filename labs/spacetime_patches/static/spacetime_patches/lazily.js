/** Loads the script of a panel when the panel comes near the window. */
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    import(/** @type {HTMLElement} */ (target).dataset.script ?? "");
  }
}, { rootMargin: "200px" });

for (const panel of document.querySelectorAll("[data-script]")) observer.observe(panel);
