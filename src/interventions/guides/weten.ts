/** Cards for who does not know the box. */
import type { Guides } from '#interventions/guide.ts';

export const WETEN: Guides = {
  'one-line': {
    nl: {
      what: 'Eén vaste regel over de Berichtenbox, in elke brief en elke e-mail die toch al de deur uit gaat.',
      why: 'Wie een brief van jou leest, is met zijn zaak bezig. Dan valt een tip op. Het kost niets extra: geen aparte campagne, geen extra postzegel.',
      prepare: [
        'Een regel van hoogstens twintig woorden: wat kan iemand, waar, en wat levert het op.',
        'Een kort adres naar één pagina, dat je ook kunt overtypen.',
        'De lijst met sjablonen van je team, en wie ze beheert.'
      ],
      steps: [
        'Schrijf de regel en laat hem door drie ondernemers hardop lezen.',
        'Begin met één sjabloon dat veel bedrijven krijgen.',
        'Zet de regel boven de afsluiting, niet onder de handtekening.',
        'Loot: de ene helft van de brieven krijgt de regel, de andere helft nog niet.',
        'Kijk na acht weken of er meer bedrijven zijn gaan gebruiken. Zet hem dan in alle sjablonen, of schrijf hem anders.'
      ],
      avoid: [
        'Een folder erbij: die wordt niet gelezen en maakt de brief zwaarder.',
        'Uitleg over eHerkenning in dezelfde regel. Eerst weten, dan kunnen.',
        'De regel in een brief die slecht nieuws brengt.'
      ]
    },
    en: {
      what: 'One fixed line about the Message Box, in every letter and e-mail that goes out anyway.',
      why: 'Whoever reads your letter is busy with their case, so a tip is noticed. It costs nothing extra: no campaign, no stamp.',
      prepare: [
        'A line of twenty words at most: what somebody can do, where, and what it brings.',
        'A short address of one page that can be typed over.',
        'The list of templates of your team, and who keeps them.'
      ],
      steps: [
        'Write the line and have three entrepreneurs read it aloud.',
        'Begin with one template that many companies get.',
        'Put the line above the closing, not below the signature.',
        'Draw lots: half of the letters get the line, the other half not yet.',
        'After eight weeks see whether more companies came to use it. Then put it in all templates, or write it otherwise.'
      ],
      avoid: [
        'A leaflet with it: it is not read and makes the letter heavier.',
        'Explaining eRecognition in the same line. First knowing, then being able.',
        'The line in a letter that brings bad news.'
      ]
    }
  },
  'where-they-look': {
    nl: {
      what: 'Een duidelijke verwijzing naar de Berichtenbox op de pagina waar een bedrijf zijn aanvraag of melding begint.',
      why: 'Mensen zoeken niet naar een berichtenbox. Ze zoeken hun vergunning. Wie de weg daar vindt, hoeft niets te onthouden.',
      prepare: [
        'De vijf pagina’s die bedrijven het meest bezoeken (zie Verloop).',
        'Een webredacteur die er een dag voor heeft.',
        'De woorden die bedrijven zelf gebruiken, uit zoekopdrachten en telefoontjes.'
      ],
      steps: [
        'Kies één pagina en kijk waar bezoekers nu op klikken.',
        'Zet de Berichtenbox als eerste manier om in te dienen, met wat je ervoor nodig hebt.',
        'Laat post en e-mail staan, maar eronder.',
        'Maak er een experiment van op de site: oude pagina tegen nieuwe.',
        'Werkt het, neem het dan over op de andere pagina’s.'
      ],
      avoid: [
        'Een algemene pagina “Over de Berichtenbox” zonder vervolg.',
        'Een banner op de voorpagina: daar komt bijna niemand binnen.'
      ]
    },
    en: {
      what: 'A clear pointer to the Message Box on the page where a company begins its application or notification.',
      why: 'People do not look for a message box. They look for their permit. Whoever finds the way there has nothing to remember.',
      prepare: [
        'The five pages that companies visit most (see Course).',
        'A web editor who has a day for it.',
        'The words that companies use themselves, from searches and telephone calls.'
      ],
      steps: [
        'Choose one page and see what visitors click on now.',
        'Put the Message Box first among the ways to submit, with what it takes.',
        'Leave post and e-mail there, but below it.',
        'Make it an experiment on the site: old page against new.',
        'If it works, do the same on the other pages.'
      ],
      avoid: [
        'A general page “About the Message Box” that leads nowhere.',
        'A banner on the front page: hardly anybody comes in there.'
      ]
    }
  },
  'trade-association': {
    nl: {
      what: 'Een bericht van de branchevereniging aan haar eigen leden, over wat zij met de Berichtenbox kunnen.',
      why: 'Een ondernemer leest zijn vakblad eerder dan een brief van de overheid. De vereniging kent het werk en spreekt de taal.',
      prepare: [
        'Eén contactpersoon bij de vereniging.',
        'Een voorbeeld uit de branche: welke aanvraag of melding, en wat het scheelt.',
        'Een tekst van tien regels die zij vrij mogen aanpassen.'
      ],
      steps: [
        'Bel de vereniging en vraag waar leden over klagen bij vergunningen en meldingen.',
        'Schrijf samen een kort stuk dat met die klacht begint.',
        'Spreek af wie het wanneer krijgt, en of een deel van de leden later aan de beurt kan komen.',
        'Plan de verzending buiten de vakantie en drukke weken van de branche.',
        'Vertel de vereniging na acht weken wat het opleverde.'
      ],
      avoid: ['Om de ledenlijst vragen: laat hen zelf versturen.', 'Een persbericht van de provincie doorplaatsen.']
    },
    en: {
      what: 'A message of the trade association to its own members, about what they can do with the Message Box.',
      why: 'An entrepreneur reads the trade journal sooner than a letter of the government. The association knows the work and speaks the language.',
      prepare: [
        'One contact at the association.',
        'An example of the trade: which application or notification, and what it saves.',
        'A text of ten lines that they are free to change.'
      ],
      steps: [
        'Call the association and ask what members complain about with permits and notifications.',
        'Write a short piece together that begins with that complaint.',
        'Agree who gets it when, and whether a part of the members can have its turn later.',
        'Send it outside the holidays and the busy weeks of the trade.',
        'Tell the association after eight weeks what it brought.'
      ],
      avoid: ['Asking for the list of members: let them send it.', 'Passing on a press release of the province.']
    }
  },
  'short-presentation': {
    nl: {
      what: 'Een kwartier in het gewone teamoverleg: wat is de Berichtenbox, wie van ons krijgt er berichten, en wat doe je dan.',
      why: 'Ook binnen de overheid kent niet iedereen de box. In het eigen overleg stelt men wel de vraag die men per mail niet stelt.',
      prepare: [
        'Drie schermafdrukken, geen presentatie van dertig bladen.',
        'De cijfers van dit team: hoeveel kwam er vorig jaar langs welk kanaal.',
        'Een naam die men na afloop kan bellen.'
      ],
      steps: [
        'Vraag de leidinggevende om een kwartier aan het begin van het overleg.',
        'Vertel in vijf minuten wat het is, met één bericht als voorbeeld.',
        'Vraag rond: wie kreeg er een, wat deed je ermee, wat zat in de weg.',
        'Schrijf elke hoe-vraag, elk bezwaar en elke tip op in de contacten.',
        'Kom na een maand terug met wat er met de tips is gedaan.'
      ],
      avoid: ['Overtuigen. Luisteren levert meer op.', 'Een aparte bijeenkomst: dan komt wie het al weet.']
    },
    en: {
      what: 'A quarter of an hour in the ordinary team meeting: what the Message Box is, who of us gets messages, and what to do then.',
      why: 'Inside government too not everybody knows the box. In their own meeting people ask what they would not ask by e-mail.',
      prepare: [
        'Three screenshots, no presentation of thirty sheets.',
        'The figures of this team: how much came through which channel last year.',
        'A name that they can call afterwards.'
      ],
      steps: [
        'Ask the manager for fifteen minutes at the beginning of the meeting.',
        'Tell in five minutes what it is, with one message as an example.',
        'Ask around: who got one, what did you do with it, what was in the way.',
        'Write down every how-question, every objection and every tip in the contacts.',
        'Come back after a month with what was done with the tips.'
      ],
      avoid: ['Convincing. Listening brings more.', 'A separate meeting: those come who know it already.']
    }
  },
  'test-message': {
    nl: {
      what: 'Een proefbericht in de Berichtenbox van een gemeente of waterschap, en daarna een gesprek over wat ermee gebeurde.',
      why: 'Veel overheden hebben een box die niemand opent. Eén bericht zonder antwoord zegt meer dan een brief over de wet.',
      prepare: [
        'Toestemming van de eigen directie, en een afspraak over wat je met de uitkomst doet.',
        'Een bericht dat echt kan zijn en duidelijk van de provincie komt.',
        'Een lijst met wie je per gemeente belt.'
      ],
      steps: [
        'Kondig een maand ervoor aan dat er proefberichten komen, niet op welke dag.',
        'Stuur ze verspreid over twee weken.',
        'Noteer wanneer er antwoord komt en of het klopt.',
        'Bel daarna elke gemeente: bij wie kwam het binnen, wat ging goed, wat zat in de weg.',
        'Geef elke gemeente haar eigen uitkomst, naast die van alle samen.'
      ],
      avoid: [
        'Een ranglijst met namen: dan neemt niemand meer op.',
        'De week voor 15 juli en voor 15 november: dan leveren gemeenten hun jaarrekening en begroting in.'
      ]
    },
    en: {
      what: 'A test message in the Message Box of a municipality or water authority, and a talk about what became of it.',
      why: 'Many public bodies have a box that nobody opens. One message without an answer says more than a letter about the law.',
      prepare: [
        'Permission of your own management, and agreement on what is done with the outcome.',
        'A message that could be real and clearly comes from the province.',
        'A list of whom to call at each municipality.'
      ],
      steps: [
        'Announce a month before that test messages will come, not on which day.',
        'Send them over two weeks.',
        'Note when an answer comes and whether it is right.',
        'Then call each municipality: with whom did it come in, what went well, what was in the way.',
        'Give each its own outcome, beside that of all together.'
      ],
      avoid: [
        'A ranking by name: nobody will answer the telephone any more.',
        'The week before 15 July and before 15 November: then municipalities deliver their accounts and budgets.'
      ]
    }
  },
  'own-figures': {
    nl: {
      what: 'Een korte mail aan een team of overheid met haar eigen cijfers: hoeveel kwam er langs de box, hoeveel per e-mail en post.',
      why: 'Teams denken dat het bij hen om een paar berichten gaat. Het eigen cijfer, naast dat van anderen met hetzelfde proces, maakt nieuwsgierig.',
      prepare: [
        'De cijfers per proces uit Adoptie → Teams, met hun interval.',
        'Eén zin die zegt wat het cijfer niet laat zien.',
        'Iemand die de vragen beantwoordt.'
      ],
      steps: [
        'Kies één proces dat bij meer teams voorkomt.',
        'Zet drie regels in de mail: jullie cijfer, het gemiddelde, en wat een team met een hoog cijfer anders doet.',
        'Stuur hem aan de leidinggevende en aan wie het werk doet.',
        'Bied een kwartier aan in het overleg.',
        'Herhaal het na een kwartaal.'
      ],
      avoid: [
        'Verschillen laten zien die toeval kunnen zijn.',
        'Namen van medewerkers, of cijfers waar één medewerker uit te halen is.'
      ]
    },
    en: {
      what: 'A short e-mail to a team or public body with its own figures: how much came through the box, how much by e-mail and post.',
      why: 'Teams think that it is about a few messages. Their own figure, beside that of others with the same process, makes curious.',
      prepare: [
        'The figures by process from Adoption → Teams, with their interval.',
        'One sentence that says what the figure does not show.',
        'Somebody who answers the questions.'
      ],
      steps: [
        'Choose one process that several teams have.',
        'Put three lines in the e-mail: your figure, the average, and what a team with a high figure does differently.',
        'Send it to the manager and to those who do the work.',
        'Offer fifteen minutes in the meeting.',
        'Do it again after a quarter.'
      ],
      avoid: ['Showing differences that may be chance.', 'Names of staff, or figures that tell of one member of staff.']
    }
  }
};
