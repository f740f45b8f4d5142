from django import forms

from rus.places.models import Geography


class PlaceForm(forms.Form):
    """Which place the overview looks from; empty is the whole county."""

    kommun = forms.ModelChoiceField(Geography.objects.none(), to_field_name="code", required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kommun"].queryset = Geography.objects.filter(parent=county)
