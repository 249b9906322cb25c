import { Component, createElement } from "react";

/** What stands between a fault of the page and a blank screen. It needs nothing of the page: neither its state nor its server. */
export class CrashBoundary extends Component {
  state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  render() {
    if (!this.state.crashed) return this.props.children;
    const { words, looks } = this.props;
    const said = words[document.documentElement.lang] ?? Object.values(words)[0];
    return createElement(
      "main",
      { className: looks.page },
      createElement("h1", { className: looks.title }, said.title),
      createElement("p", { className: looks.words }, said.words),
      createElement(
        "button",
        { type: "button", className: looks.button, onClick: () => window.location.reload() },
        said.reload,
      ),
    );
  }
}
