/** Cards that oblige: each rests on a law, a decision or a condition, and leaves paper as it is. */
import type { Guides } from '#interventions/guide.ts';

export const MOETEN: Guides = {
  designation: {
    nl: {
      what: 'Een aanwijzingsbesluit: het bestuur bepaalt per soort bericht langs welk digitaal kanaal men het stuurt, en maakt dat bekend.',
      why: 'Zonder besluit kan elk team zijn eigen postvak aanhouden. Met een besluit weet iedereen welke weg geldt, ook de medewerker die een e-mail krijgt.',
      prepare: [
        'Een lijst van soorten berichten en processen, met het kanaal van nu.',
        'Juridische zaken aan tafel vanaf het begin.',
        'Wat iemand doet die niet digitaal kan: post, loket, hulp.'
      ],
      steps: [
        'Kies één proces dat klaar is: de box wordt daar elke dag geopend.',
        'Laat Juridische zaken het besluit schrijven, met de papieren weg erin.',
        'Laat het bestuur besluiten en maak het bekend.',
        'Pas op dezelfde dag pagina’s, sjablonen en automatische antwoorden aan.',
        'Kijk een kwartaal later of mensen in de knel kwamen, en herstel dat.'
      ],
      avoid: [
        'Een besluit voor alles ineens.',
        'Zeggen dat het moet terwijl het besluit er nog niet is.',
        'Een papieren aanvraag weigeren of later behandelen.'
      ],
      basis:
        'Algemene wet bestuursrecht, artikel 2:13: het bestuursorgaan wijst het kanaal aan en maakt dat bekend. Zelf digitaal sturen mag alleen aan wie heeft laten weten zo bereikbaar te zijn (artikel 2:8), per soort bericht. Passende hulp is verplicht (artikel 2:1).'
    },
    en: {
      what: 'A designation decision: the board lays down for each kind of message through which digital channel it is sent, and publishes that.',
      why: 'Without a decision each team can keep its own mailbox. With one everybody knows which way holds, also the employee who gets an e-mail.',
      prepare: [
        'A list of kinds of messages and processes, with their channel of now.',
        'Legal affairs at the table from the beginning.',
        'What somebody does who cannot do it digitally: post, counter, help.'
      ],
      steps: [
        'Choose one process that is ready: its box is opened every day.',
        'Have Legal affairs write the decision, with the way by paper in it.',
        'Have the board decide and publish it.',
        'Change pages, templates and automatic answers on the same day.',
        'See a quarter later whether people were caught in it, and repair that.'
      ],
      avoid: [
        'One decision for everything.',
        'Saying that it is obligatory while there is no decision yet.',
        'Refusing an application on paper, or handling it later.'
      ],
      basis:
        'General Administrative Law Act (Awb), section 2:13: the administrative body designates the channel and publishes it. It may itself send digitally only to those who said that they can be reached so (section 2:8), for each kind of message. Fitting help is a duty (section 2:1).'
    }
  },
  'subsidy-condition': {
    nl: {
      what: 'In de subsidieregeling staat dat de aanvraag en de verantwoording via de Berichtenbox gaan.',
      why: 'Wie subsidie vraagt, leest de voorwaarden. En hij doet het meer dan eens: aanvraag, voortgang, verantwoording.',
      prepare: [
        'Een regeling die toch al vernieuwd wordt.',
        'Hoe de regeling omgaat met wie niet digitaal kan.',
        'Een ontvangstbevestiging die meteen komt, ook in het weekend.'
      ],
      steps: [
        'Bespreek de voorwaarde met het team Subsidies en Juridische zaken.',
        'Zet hem in de regeling, met de uitzondering in hetzelfde artikel.',
        'Vertel het bij de aankondiging van de ronde, met een stappenplan.',
        'Houd in de eerste ronde de telefoon bij de hand.',
        'Tel hoeveel aanvragers hulp of papier vroegen.'
      ],
      avoid: [
        'De voorwaarde invoeren tijdens een lopende ronde.',
        'Een aanvraag op papier afwijzen om het kanaal.',
        'De laatste dag van de ronde als eerste dag van de box.'
      ],
      basis:
        'De subsidieverordening of -regeling zelf (Awb titel 4.2), vastgesteld en bekendgemaakt. Een zin in een brief is geen voorwaarde.'
    },
    en: {
      what: 'The grant scheme says that application and account go through the Message Box.',
      why: 'Whoever asks for a grant reads the conditions. And does it more than once: application, progress, account.',
      prepare: [
        'A scheme that is renewed anyway.',
        'How the scheme treats those who cannot do it digitally.',
        'A receipt that comes at once, at weekends too.'
      ],
      steps: [
        'Discuss the condition with the grants team and Legal affairs.',
        'Put it in the scheme, with the exception in the same article.',
        'Tell it when the round is announced, with a step-by-step guide.',
        'Keep the telephone at hand in the first round.',
        'Count how many applicants asked for help or paper.'
      ],
      avoid: [
        'Introducing the condition during a round.',
        'Rejecting an application on paper because of its channel.',
        'The last day of the round as the first day of the box.'
      ],
      basis:
        'The grant ordinance or scheme itself (Awb title 4.2), adopted and published. A sentence in a letter is no condition.'
    }
  },
  'end-email': {
    nl: {
      what: 'E-mail om zeep: voor één proces sluit je op een aangekondigde dag het e-mailadres. Wie toch mailt, hoort waar hij wel terechtkan.',
      why: 'Zolang e-mail werkt, verandert niemand. E-mail is ook de onveiligste weg: geen bevestiging, geen bewijs, gevoelige stukken open.',
      prepare: [
        'Een aanwijzingsbesluit of regeling die voor dit proces al geldt.',
        'Drie maanden waarin alle pagina’s, brieven en handtekeningen aangepast worden.',
        'Een automatisch antwoord dat de weg wijst en niets laat verdwijnen.'
      ],
      steps: [
        'Tel een maand lang wie er mailt en waarover.',
        'Bel of schrijf wie vaak mailt, met hulp erbij.',
        'Kondig de dag aan, op de pagina en in elk antwoord.',
        'Sluit het adres. Stuur nog een jaar een automatisch antwoord.',
        'Kijk elke week of het aandeel van de box stijgt en dat van papier niet.'
      ],
      avoid: [
        'Sluiten zonder dat de box elke dag geopend wordt.',
        'E-mails ongelezen weggooien: een termijn kan lopen.',
        'De papieren weg meesluiten. Die blijft open.'
      ],
      basis:
        'Een aanwijzing van het kanaal voor dit proces (Awb artikel 2:13) of de regeling van het proces. Papier blijft mogelijk. Wat toch per e-mail komt, stuur je door of terug met uitleg.'
    },
    en: {
      what: 'The end of e-mail: for one process the e-mail address is closed on a day that was announced. Whoever still e-mails hears where to go.',
      why: 'As long as e-mail works nobody changes. It is the least safe way too: no receipt, no proof, sensitive papers in the open.',
      prepare: [
        'A designation decision or scheme that holds for this process already.',
        'Three months in which all pages, letters and signatures are changed.',
        'An automatic answer that shows the way and loses nothing.'
      ],
      steps: [
        'Count for a month who e-mails and about what.',
        'Call or write those who e-mail often, and offer help.',
        'Announce the day, on the page and in every answer.',
        'Close the address. Send an automatic answer for another year.',
        'See every week that the share of the box grows and that of paper does not.'
      ],
      avoid: [
        'Closing it while the box is not opened every day.',
        'Throwing e-mails away unread: a term may be running.',
        'Closing the way by paper too. It stays open.'
      ],
      basis:
        'A designation of the channel for this process (Awb section 2:13) or the rules of the process. Paper remains possible. What still comes by e-mail is passed on, or sent back with an explanation.'
    }
  },
  'service-agreement': {
    nl: {
      what: 'In de samenwerkings- of dienstverleningsovereenkomst tussen provincie en gemeente staat dat stukken via de Berichtenbox gaan.',
      why: 'Tussen overheden gaat veel per e-mail omdat niemand iets afsprak. Een afspraak die beide besturen tekenen, overleeft een nieuwe medewerker.',
      prepare: [
        'Welke overeenkomsten dit jaar verlengd worden.',
        'Per overeenkomst: welke stukken, hoe vaak, welke termijn.',
        'Een contactpersoon bij elke gemeente.'
      ],
      steps: [
        'Begin bij een gemeente die al antwoordt via de box.',
        'Stel samen een artikel op: wat, hoe snel, wie opent, wat bij storing.',
        'Laat beide besturen tekenen.',
        'Spreek een datum af waarop e-mail voor deze stukken ophoudt.',
        'Bespreek de cijfers elk half jaar in het gewone overleg.'
      ],
      avoid: ['Eenzijdig een afspraak opsturen.', 'De afspraak maken in de weken voor 15 juli of 15 november.'],
      basis:
        'De getekende overeenkomst, of de wet die het toezicht of de samenwerking regelt (zoals de Gemeentewet of de Wet gemeenschappelijke regelingen). Papier blijft mogelijk bij storing en waar de wet het vraagt.'
    },
    en: {
      what: 'The cooperation or service agreement between province and municipality says that documents go through the Message Box.',
      why: 'Between public bodies much goes by e-mail because nobody agreed on anything. What both boards sign outlives a new employee.',
      prepare: [
        'Which agreements are renewed this year.',
        'For each: which documents, how often, within which term.',
        'A contact at each municipality.'
      ],
      steps: [
        'Begin with a municipality that answers through the box already.',
        'Draft an article together: what, how soon, who opens it, what if it fails.',
        'Have both boards sign.',
        'Agree on a day on which e-mail ends for these documents.',
        'Discuss the figures every half year in the ordinary meeting.'
      ],
      avoid: ['Sending an agreement one-sidedly.', 'Making it in the weeks before 15 July or 15 November.'],
      basis:
        'The signed agreement, or the law on the supervision or cooperation (such as the Municipalities Act or the Joint Arrangements Act). Paper remains possible when it fails and where the law asks for it.'
    }
  },
  'working-instruction': {
    nl: {
      what: 'De werkinstructie van het proces zegt dat berichten via de box binnenkomen en eruit gaan, wie opent en binnen hoeveel dagen.',
      why: 'Medewerkers doen wat in de instructie staat. Nu staat er vaak een e-mailadres. Dan is het geen onwil, maar het boekje.',
      prepare: [
        'De instructie van nu en wie haar vaststelt.',
        'Twee medewerkers die het werk doen en meeschrijven.',
        'Wat te doen met wie geen box heeft of papier wil.'
      ],
      steps: [
        'Leg de instructie naast wat er echt gebeurt.',
        'Schrijf de stappen opnieuw, met de box als gewone weg.',
        'Laat twee weken proefdraaien en verbeter.',
        'Laat de leidinggevende haar vaststellen en zeg vanaf welke dag.',
        'Geef een korte instructie en kijk na zes weken naar de cijfers.'
      ],
      avoid: [
        'Een instructie die niemand in het team heeft gelezen voor hij gold.',
        'Afrekenen op cijfers van één medewerker.'
      ],
      basis:
        'Het besluit van wie het proces leidt (mandaat of instructierecht), binnen de wet. Naar buiten verplicht dit niemand: wie papier of post kiest, krijgt gewoon antwoord.'
    },
    en: {
      what: 'The working instruction of the process says that messages come in and go out through the box, who opens it and within how many days.',
      why: 'Employees do what the instruction says. Often it names an e-mail address. Then it is not unwillingness but the book.',
      prepare: [
        'The instruction of now and who adopts it.',
        'Two employees who do the work and write along.',
        'What to do with those who have no box or want paper.'
      ],
      steps: [
        'Lay the instruction beside what really happens.',
        'Write the steps anew, with the box as the ordinary way.',
        'Try it for two weeks and improve it.',
        'Have the manager adopt it and say from which day it holds.',
        'Give a short instruction and look at the figures after six weeks.'
      ],
      avoid: ['An instruction that nobody of the team read before it held.', 'Judging one employee by these figures.'],
      basis:
        'The decision of whoever leads the process (mandate or right to instruct), within the law. It obliges nobody outside: whoever chooses paper or post is answered as ever.'
    }
  }
};
