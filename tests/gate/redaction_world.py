"""Sentences in six languages, none of which the tagger of names learnt from: with people, and without."""

from collections.abc import Iterator

#: Two people a line and language: one as people there are called, one from elsewhere.
PEOPLE = {
    "en": ("Gareth Pilkington", "Oluwaseyi Adeyinka", "Tanisha", "Mehwish Kazmi", "Brodie", "Xiuying Tsoi"),
    "es": ("Aránzazu Goñi", "Wilmer Chiriboga", "Remigio", "Yusra Benhaddou", "Nayeli", "Facundo Etcheverry"),
    "de": (
        "Gundula Pfannenschmidt",
        "Thorben Ahlers",
        "Hatice",
        "Zbigniew Kołodziej",
        "Friedhelm",
        "Linh Tran",
    ),
    "fr": (
        "Maëlys Kervella",
        "Thibault Desjardins",
        "Fatoumata",
        "Mouloud Haddouche",
        "Gwenaël",
        "Solène Puech",
    ),
    "it": (
        "Ermenegildo Zanotelli",
        "Ludovica Sartorelli",
        "Calogero",
        "Adaeze Nwokolo",
        "Mirella",
        "Rocco Iannuzzi",
    ),
    "pt": ("Jucilene Figueira", "Heitor Valadares", "Aparecida", "Minh Phuong", "Gilvan", "Iracema Quadros"),
}

NAMED = {
    "en": (
        "Somebody has to sack {} before he robs the next customer",
        "The dispatcher {} laughed at me and then hung up",
        "My rider today was {}, never again",
        "Please pass my regards to {} at the depot",
        "I waited an hour for {} to pick up the bag",
        "Worst trip of my life, {} drove through two red lights",
        "{} promised me a refund on the phone",
        "Complaint about {}: he opened my food",
        "When I called, {} told me to get lost",
        "Booking under the name of {}",
    ),
    "es": (
        "Que alguien eche a {} antes de que robe a otro cliente",
        "La operadora {} se rio de mí y colgó",
        "Hoy me tocó {} como repartidor, nunca más",
        "Denme de baja, ya hablé con {} tres veces",
        "Esperé una hora a que {} recogiera la bolsa",
        "El peor viaje de mi vida, {} se saltó dos semáforos",
        "{} me prometió un reembolso por teléfono",
        "Queja contra {}: abrió mi comida",
        "Cuando llamé, {} me mandó a paseo",
        "La reserva está a nombre de {}",
    ),
    "de": (
        "Jemand muss {} rauswerfen, bevor er den nächsten Kunden beklaut",
        "Die Dame von der Hotline, {}, hat gelacht und aufgelegt",
        "Heute kam {} mit der Lieferung, nie wieder",
        "Bitte richten Sie {} meinen Dank aus",
        "Ich habe eine Stunde auf {} gewartet",
        "Schlimmste Fahrt meines Lebens, {} fuhr bei Rot",
        "{} hat mir am Telefon eine Erstattung versprochen",
        "Beschwerde über {}: das Essen war offen",
        "Als ich anrief, hat {} mich ausgelacht",
        "Die Reservierung läuft auf den Namen {}",
    ),
    "fr": (
        "Que quelqu'un renvoie {} avant qu'il ne vole un autre client",
        "La standardiste {} a ri et m'a raccroché au nez",
        "Aujourd'hui c'est {} qui a livré, plus jamais",
        "Transmettez mes remerciements à {} du dépôt",
        "J'ai attendu {} pendant une heure",
        "Le pire trajet de ma vie, {} a grillé deux feux",
        "{} m'a promis un remboursement par téléphone",
        "Plainte contre {} : il a ouvert mon repas",
        "Quand j'ai appelé, {} m'a envoyé balader",
        "La réservation est au nom de {}",
    ),
    "it": (
        "Qualcuno cacci {} prima che derubi un altro cliente",
        "La centralinista {} ha riso e ha riattaccato",
        "Oggi ha consegnato {}, mai più",
        "Portate i miei saluti a {} del magazzino",
        "Ho aspettato {} per un'ora",
        "Il viaggio peggiore della mia vita, {} è passato col rosso",
        "{} mi ha promesso un rimborso al telefono",
        "Reclamo contro {}: ha aperto il mio cibo",
        "Quando ho chiamato, {} mi ha mandato a quel paese",
        "La prenotazione è a nome di {}",
    ),
    "pt": (
        "Alguém tem que dispensar {} antes que roube outro cliente",
        "A telefonista {} riu e desligou",
        "Hoje quem entregou foi {}, nunca mais",
        "Mandem um abraço para {} do depósito",
        "Esperei {} por uma hora",
        "A pior viagem da minha vida, {} furou dois sinais",
        "{} me prometeu um reembolso pelo telefone",
        "Reclamação contra {}: abriu a minha comida",
        "Quando liguei, {} me mandou embora",
        "A reserva está em nome de {}",
    ),
}

UNNAMED = {
    "en": (
        "Noodles were swimming in oil and the dumplings tasted of cardboard.",
        "The tracking screen shows my bike courier in the middle of the Thames.",
        "Since Thursday Apple Pay is greyed out and PayPal asks for a code that never comes.",
        "Tenants in this block cannot book the laundry room on Saturdays, the Calendar is empty.",
        "Tram 14 skipped our stop again and nobody at City Hall cares.",
        "Upload of the invoice ends with Unknown Error, Retry does nothing!",
        "KFC in Birmingham sent two Zinger meals without a drink.",
        "May the old version rest in peace, bring it back in June.",
        "WHY IS EVERYTHING SO EXPENSIVE NOW",
    ),
    "es": (
        "Los fideos nadaban en aceite y las empanadillas sabían a cartón.",
        "El mapa enseña la moto en medio del río Guadalquivir.",
        "Desde el jueves no deja pagar con Bizum ni con PayPal.",
        "Los vecinos no podemos reservar la lavandería los sábados, el Calendario sale vacío.",
        "El tranvía 14 se saltó otra vez la parada y al Ayuntamiento le da igual.",
        "Al subir la factura sale Error Desconocido y Reintentar no hace nada.",
        "Telepizza de Sevilla mandó dos familiares sin la bebida.",
        "POR QUÉ ESTÁ TODO TAN CARO AHORA",
        "que vuelva la versión antigua en junio, esta es un desastre",
    ),
    "de": (
        "Die Nudeln schwammen in Öl und die Teigtaschen schmeckten nach Pappe.",
        "Auf der Karte steht der Radkurier mitten in der Elbe.",
        "Seit Donnerstag ist PayPal ausgegraut und der Bestätigungscode kommt nie an.",
        "Mieter dieses Hauses können den Waschkeller samstags nicht buchen, der Kalender ist leer.",
        "Straßenbahn 14 hat unsere Haltestelle wieder ausgelassen und das Rathaus zuckt die Schultern.",
        "Beim Hochladen der Rechnung kommt Unbekannter Fehler, Wiederholen bringt nichts.",
        "Burger King in Dresden schickte zwei Menüs ohne Getränk.",
        "WARUM IST JETZT ALLES SO TEUER",
        "bringt im juni die alte fassung zurück, diese ist unbrauchbar",
    ),
    "fr": (
        "Les nouilles nageaient dans l'huile et les raviolis avaient un goût de carton.",
        "La carte montre le vélo du coursier au milieu de la Garonne.",
        "Depuis jeudi impossible de payer avec PayPal, le code n'arrive jamais.",
        "Les locataires ne peuvent plus réserver la buanderie le samedi, le Calendrier est vide.",
        "Le tram 14 a encore sauté notre arrêt et la Mairie s'en moque.",
        "En envoyant la facture j'ai Erreur Inconnue, Réessayer ne fait rien.",
        "Quick à Strasbourg a envoyé deux menus sans boisson.",
        "POURQUOI TOUT EST SI CHER MAINTENANT",
        "remettez l'ancienne version en juin, celle-ci est inutilisable",
    ),
    "it": (
        "Gli spaghetti nuotavano nell'olio e i ravioli sapevano di cartone.",
        "La mappa mostra la bici del corriere in mezzo al Tevere.",
        "Da giovedì non si paga più con PayPal e il codice non arriva.",
        "Gli inquilini non possono prenotare la lavanderia il sabato, il Calendario è vuoto.",
        "Il tram 14 ha saltato di nuovo la fermata e al Comune non importa.",
        "Caricando la fattura esce Errore Sconosciuto e Riprova non fa nulla.",
        "Burger King di Bologna ha mandato due menu senza bibita.",
        "PERCHÉ ADESSO COSTA TUTTO COSÌ TANTO",
        "rimettete la versione vecchia a giugno, questa è inutilizzabile",
    ),
    "pt": (
        "O macarrão nadava em óleo e os pastéis tinham gosto de papelão.",
        "O mapa mostra a moto do entregador no meio do Tejo.",
        "Desde quinta não dá para pagar com PayPal e o código nunca chega.",
        "Os moradores não conseguem reservar a lavanderia no sábado, o Calendário está vazio.",
        "O bonde 14 pulou a nossa parada de novo e a Prefeitura não liga.",
        "Ao enviar a fatura aparece Erro Desconhecido e Tentar Novamente não faz nada.",
        "O Burger King de Curitiba mandou dois combos sem bebida.",
        "POR QUE TUDO FICOU TÃO CARO AGORA",
        "voltem com a versão antiga em junho, esta é inutilizável",
    ),
}

ADDRESSES = {
    "en": ("48 Larkspur Crescent", "1207 Oak Hollow Drive, Apt. 4", "9 Tanner's Lane"),
    "es": ("Calle de los Olmos 18", "Avenida Insurgentes 402", "c/ Mayor 7"),
    "de": ("Kastanienallee 53", "An der Mühle 6", "Lindenstr. 14a"),
    "fr": ("27 rue des Lilas", "3 bis avenue Foch", "112 boulevard Voltaire"),
    "it": ("Via dei Tigli 9", "Corso Umberto 45", "Piazza Dante 3"),
    "pt": ("Rua das Acácias 210", "Avenida Paulista 1578", "Travessa do Forno 4"),
}
LIVES = {
    "en": "They left it at {}.",
    "es": "Lo dejaron en {}.",
    "de": "Abgestellt wurde es in der {}.",
    "fr": "Ils ont laissé le colis au {}.",
    "it": "Lo hanno lasciato in {}.",
    "pt": "Deixaram na {}.",
}


def named(lang: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """(sentence, where its name stands) of a language."""
    for sentence in NAMED[lang]:
        for name in PEOPLE[lang]:
            start = sentence.index("{}")
            yield sentence.format(name), (start, start + len(name))
