"""Settings of the documentation's build."""

from anlan import __version__

project = "Anlan 安澜"
author = "The Anlan maintainers"
copyright = "The Anlan maintainers, Apache-2.0"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Anlan 安澜"
html_static_path: list[str] = []
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b6b6b", "color-brand-content": "#0b6b6b"},
    "dark_css_variables": {"color-brand-primary": "#3fb5ad", "color-brand-content": "#3fb5ad"},
}
autodoc_typehints = "description"
