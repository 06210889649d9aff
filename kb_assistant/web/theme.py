"""The look of Gradio's own parts; everything else is in `assets/page.css`."""

import gradio as gr

# Gradio brings these two fonts along; nothing is fetched from elsewhere.
FONTS = (
    gr.themes.LocalFont("IBM Plex Sans", weights=(400, 600)),
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "system-ui",
    "sans-serif",
)
MONOSPACE = (
    gr.themes.LocalFont("IBM Plex Mono", weights=(400, 600)),
    "Noto Sans Mono CJK SC",
    "ui-monospace",
    "monospace",
)

THEME = gr.themes.Base(
    primary_hue="teal", neutral_hue="slate", font=FONTS, font_mono=MONOSPACE
).set(
    body_background_fill="var(--kb-paper)",
    body_background_fill_dark="var(--kb-paper)",
    body_text_color="var(--kb-ink)",
    body_text_color_dark="var(--kb-ink)",
)
