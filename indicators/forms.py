from django import forms

from indicators.models import Assessment
from rus.strategy.models import Kraftsamling


class IndicatorFilterForm(forms.Form):
    kraftsamling = forms.ModelChoiceField(Kraftsamling.objects.all(), to_field_name="slug", required=False)
    riktning = forms.ChoiceField(choices=[("", ""), *Assessment.Direction.choices], required=False)
