interface Window {
  htmx: {
    ajax(method: string, path: string, options: object): Promise<void>;
    process(element: Element): void;
  };
}
