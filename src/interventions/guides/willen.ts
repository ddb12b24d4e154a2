/** Cards for who knows the box and does not want it. */
import type { Guides } from '#interventions/guide.ts';

export const WILLEN: Guides = {
  'show-benefit': {
    nl: {
      what: 'Zeg in de melding van een nieuw bericht wat de ontvanger eraan heeft: meteen een ontvangstbevestiging, en alles van één zaak bij elkaar.',
      why: 'Voor de overheid is digitaal handig. Dat is voor een ondernemer geen reden. Zijn eigen voordeel wel: weten dat het aangekomen is.',
      prepare: [
        'De tekst van de melding zoals die nu is, met de vakken die de wet eist.',
        'Wat ondernemers zelf het grootste voordeel noemen (zie Vragenlijsten).',
        'Iemand die de juridische vakken nakijkt.'
      ],
      steps: [
        'Schrijf één zin die het voordeel noemt, in gewone woorden.',
        'Laat staan: aard van het bericht, of er een reactie wordt verwacht, en de termijn.',
        'Maak er een experiment van: oude tekst tegen nieuwe.',
        'Let ook op hulpvragen: die mogen niet toenemen.',
        'Wat beter is, gaat meteen naar iedereen.'
      ],
      avoid: ['Beloven wat je niet haalt.', 'Druk zetten met woorden als “laatste kans”.']
    },
    en: {
      what: 'Say in the notification of a new message what it brings the reader: a receipt at once, and everything about one case together.',
      why: 'To the government digital is convenient. That is no reason to an entrepreneur. Their own benefit is: knowing that it arrived.',
      prepare: [
        'The text of the notification as it is now, with the fields that the law wants.',
        'What entrepreneurs themselves call the largest benefit (see Surveys).',
        'Somebody who checks the legal fields.'
      ],
      steps: [
        'Write one sentence that names the benefit, in plain words.',
        'Leave there: nature of the message, whether a reaction is expected, and the term.',
        'Make it an experiment: old text against new.',
        'Watch requests for help too: they must not grow.',
        'What is better goes to everybody at once.'
      ],
      avoid: ['Promising what you do not deliver.', 'Pressing with words such as “last chance”.']
    }
  },
  peer: {
    nl: {
      what: 'Een ondernemer uit dezelfde branche vertelt in een halve pagina of een minuut film hoe het ging, ook wat tegenviel.',
      why: 'Mensen kijken naar wat anderen zoals zij doen. Iemand die ook eerst niet wilde, wordt eerder geloofd dan wij.',
      prepare: [
        'Drie bedrijven die het een half jaar gebruiken en willen vertellen.',
        'Toestemming op papier voor naam, tekst en beeld.',
        'Vier open vragen: hoe ging het eerst, wat hield je tegen, wat gebeurde er, wat zou je een ander aanraden.'
      ],
      steps: [
        'Ga langs en neem op in hun eigen woorden.',
        'Kort in, maar haal het bezwaar er niet uit.',
        'Laat het hun lezen voor het de deur uit gaat.',
        'Stuur het aan bedrijven uit dezelfde branche en van dezelfde omvang.',
        'Vergelijk met bedrijven die het nog niet kregen.'
      ],
      avoid: ['Een groot bedrijf als voorbeeld voor een eenmanszaak.', 'Een verhaal waarin alles goed gaat.']
    },
    en: {
      what: 'An entrepreneur of the same trade tells in half a page or a minute of film how it went, also what was disappointing.',
      why: 'People look at what others like them do. Somebody who at first did not want to either is believed sooner than we are.',
      prepare: [
        'Three companies that have used it for half a year and want to tell.',
        'Written consent for name, text and pictures.',
        'Four open questions: how was it before, what held you back, what happened, what would you advise.'
      ],
      steps: [
        'Visit them and record it in their own words.',
        'Shorten it, but leave the objection in.',
        'Let them read it before it goes out.',
        'Send it to companies of the same trade and size.',
        'Compare with companies that did not get it yet.'
      ],
      avoid: ['A large company as an example to a sole proprietor.', 'A story in which all goes well.']
    }
  },
  'answer-faster': {
    nl: {
      what: 'Beloof een termijn waarbinnen een bericht in de box antwoord krijgt, korter dan per e-mail, en haal die.',
      why: 'Wie ergens sneller antwoord krijgt, gaat daar vanzelf heen. En wie één keer niets hoort, komt niet terug.',
      prepare: [
        'Hoe lang een antwoord nu duurt, per kanaal (zie Adoptie → Teams).',
        'Een team dat de box elke ochtend opent, ook in de vakantie.',
        'Een termijn die in negen van de tien gevallen gehaald wordt.'
      ],
      steps: [
        'Spreek met het team af wie opent en wie invalt.',
        'Oefen vier weken zonder iets te beloven.',
        'Zet de belofte op de pagina en in de ontvangstbevestiging.',
        'Kijk elke week of de termijn gehaald is, en laat dat zien.',
        'Haal de belofte weg zodra zij niet meer klopt.'
      ],
      avoid: ['Beloven voordat het team het haalt.', 'E-mail met opzet trager maken.']
    },
    en: {
      what: 'Promise a term within which a message in the box is answered, shorter than by e-mail, and keep it.',
      why: 'Whoever gets a faster answer somewhere goes there by themselves. And whoever hears nothing once does not come back.',
      prepare: [
        'How long an answer takes now, per channel (see Adoption → Teams).',
        'A team that opens the box every morning, in the holidays too.',
        'A term that is kept nine times out of ten.'
      ],
      steps: [
        'Agree with the team who opens it and who stands in.',
        'Practise for four weeks without promising anything.',
        'Put the promise on the page and in the receipt.',
        'See every week whether the term was kept, and show that.',
        'Take the promise away as soon as it is no longer true.'
      ],
      avoid: ['Promising before the team can keep it.', 'Making e-mail slower on purpose.']
    }
  },
  'look-at-process': {
    nl: {
      what: 'Met het team langs alle stappen van één proces lopen, van binnenkomst tot archief, en één bezwaar dezelfde maand wegnemen.',
      why: 'Niet willen is vaak: het past niet in mijn werk. Wie ziet dat een bezwaar verdwijnt, noemt ook het volgende.',
      prepare: [
        'Eén proces en twee uur met wie het werk echt doet.',
        'Vijf zaken van de afgelopen maand, om mee te lopen.',
        'Iemand van informatiebeheer die iets mag veranderen.'
      ],
      steps: [
        'Teken de stappen op een groot vel, met het kanaal erbij.',
        'Vraag bij elke stap: wat gaat fout, wat doe je dubbel, wat mis je.',
        'Kies samen het bezwaar dat het meest scheelt en snel weg kan.',
        'Zet het bij de verbeterpunten, met een naam en een datum.',
        'Meld het team wat ermee gedaan is. Vraag of het een verbetering is.'
      ],
      avoid: ['Alles tegelijk willen oplossen.', 'Met de leidinggevende praten over werk dat een ander doet.']
    },
    en: {
      what: 'Walk with the team past all steps of one process, from arrival to archive, and take away one objection within the month.',
      why: 'Not wanting often means: it does not fit my work. Whoever sees an objection disappear names the next one too.',
      prepare: [
        'One process and two hours with those who really do the work.',
        'Five cases of the last month to follow.',
        'Somebody of information management who may change something.'
      ],
      steps: [
        'Draw the steps on a large sheet, with the channel beside them.',
        'Ask at each step: what goes wrong, what do you do twice, what do you miss.',
        'Choose together the objection that matters most and can go soon.',
        'Put it among the improvements, with a name and a date.',
        'Tell the team what was done with it. Ask whether it is an improvement.'
      ],
      avoid: ['Wanting to solve everything at once.', 'Talking with the manager about work that somebody else does.']
    }
  },
  'colleague-tells': {
    nl: {
      what: 'Een collega van een team of gemeente waar de box gewoon is, vertelt wat het kostte en wat het opleverde.',
      why: 'Een collega met hetzelfde werk weet welke bezwaren kloppen. Dat is geloofwaardiger dan een projectteam.',
      prepare: [
        'Een team met hetzelfde proces dat al een jaar via de box werkt.',
        'Hun cijfers van voor en na, met wat er nog niet goed gaat.',
        'Een uur van hun tijd, met instemming van hun leidinggevende.'
      ],
      steps: [
        'Breng twee teams bij elkaar die hetzelfde doen.',
        'Laat de collega één gewone dag beschrijven.',
        'Geef het meeste van de tijd aan vragen.',
        'Spreek af dat zij elkaar mogen bellen.',
        'Vraag na zes weken wat er anders is.'
      ],
      avoid: ['Een spreker die het werk niet zelf doet.', 'Een wedstrijd tussen teams.']
    },
    en: {
      what: 'A colleague of a team or municipality where the box is ordinary tells what it cost and what it brought.',
      why: 'A colleague with the same work knows which objections are right. That is more credible than a project team.',
      prepare: [
        'A team with the same process that has worked through the box for a year.',
        'Their figures before and after, with what does not go well yet.',
        'An hour of their time, with the consent of their manager.'
      ],
      steps: [
        'Bring two teams together that do the same.',
        'Let the colleague describe one ordinary day.',
        'Give most of the time to questions.',
        'Agree that they may call each other.',
        'Ask after six weeks what is different.'
      ],
      avoid: ['A speaker who does not do the work.', 'A contest between teams.']
    }
  }
};
