from django.urls import path

from initiatives import views

app_name = "initiatives"

urlpatterns = [
    # Initiatives
    path("initiativ/", views.index, name="list"),
    path("initiativ/nytt/", views.new, name="new"),
    path("initiativ/liknande/", views.similar, name="similar"),
    path("initiativ/<slug:slug>/", views.detail, name="detail"),
    path("initiativ/<slug:slug>/versioner/", views.versions, name="versions"),
    path("initiativ/<slug:slug>/versioner/<int:number>/aterstall/", views.restore, name="restore"),
    path("initiativ/<slug:slug>/nyhet/", views.tell_news, name="tell_news"),
    path("initiativ/<slug:slug>/andra/", views.change, name="change"),
    path("initiativ/<slug:slug>/avsluta/", views.close, name="close"),
    path("initiativ/<slug:slug>/vart/", views.take_over, name="take_over"),
    path("initiativ/<slug:slug>/ta-ned/", views.take_down, name="take_down"),
    path("initiativ/<slug:slug>/ga-med/", views.offer, name="offer"),
    path("initiativ/<slug:slug>/bilaga/", views.attach, name="attach"),
    path("initiativ/<slug:slug>/kontakt/", views.contact, name="contact"),
    path("bilagor/<uuid:token>/", views.attachment, name="attachment"),
    path("partner/<int:pk>/svar/", views.answer_partner, name="answer_partner"),
    # Proposals
    path("forslag/<uuid:token>/", views.revision, name="revision"),
    path("forslag/<uuid:token>/koppling/", views.connect, name="connect"),
    path("forslag/<uuid:token>/granska/", views.review, name="review"),
    path("forslag/<uuid:token>/kvitto/", views.receipt, name="receipt"),
    path("forslag/<uuid:token>/dra-tillbaka/", views.withdraw, name="withdraw"),
    path("forslag/<uuid:token>/partners-forslag/", views.answer_as_lead, name="answer_as_lead"),
    path("forslag/<uuid:token>/jamfor/", views.catch_up, name="catch_up"),
    path("forslag/<uuid:token>/beslut/", views.decide, name="decide"),
    path("forslag/<uuid:token>/angra/", views.undo, name="undo"),
    # Organisations
    path("organisationer/", views.actors, name="actors"),
    path("organisationer/<slug:slug>/", views.actor, name="actor"),
    path("organisationer/<slug:slug>/medlemmar/", views.members, name="members"),
    path("organisationer/<slug:slug>/bjud-in/", views.invite, name="invite"),
    path("organisationer/<slug:slug>/ga-med/", views.ask_to_join, name="ask_to_join"),
    path("organisationer/<slug:slug>/medlemmar/<int:pk>/", views.change_member, name="change_member"),
    path("organisationer/<slug:slug>/inbjudningar/<int:pk>/", views.withdraw_invitation, name="withdraw_invitation"),
    path("organisationer/<slug:slug>/fragor/<int:pk>/", views.decide_request, name="decide_request"),
    path("organisationer/<slug:slug>/doman/", views.open_to_domain, name="open_to_domain"),
    path("organisationer/<slug:slug>/ga-med-direkt/", views.join_by_domain, name="join_by_domain"),
    path("min-organisation/", views.find_actor, name="find_actor"),
    path("inbjudan/<uuid:token>/", views.invitation, name="invitation"),
    # Letters and following
    path("halvminuten/<uuid:token>/", views.check_in, name="check_in"),
    path("brev/<str:token>/", views.letters_choice, name="letters"),
    path("folj/<str:kind>/<slug:slug>/", views.follow, name="follow"),
    path("flode/<str:kind>/<slug:slug>.atom", views.Happenings(), name="feed"),
    # The contributor's own
    path("beratta/", views.tell, name="tell"),
    path("mina-sidor/", views.mine, name="mine"),
]
