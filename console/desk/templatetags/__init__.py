"""What the templates of the console can say: `{% load desk %}`."""
