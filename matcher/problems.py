"""Sentences for what can be wrong with a file or a row: code -> text with {parameters}. Dutch first, English beside it; reading level B1.

Three kinds of codes stand here: problems of a row or column, reasons why a row did not become a tender (`LeftOut.why`), and reasons why a file as a
whole is refused (`SourceError.code`). `matcher.wording` renders them.
"""

from __future__ import annotations

PROBLEMS: dict[str, str] = {
    # A file as a whole.
    "file_missing": "Het bestand {path} is er niet. Controleer de naam en de map.",
    "not_a_file": "{path} is een map of iets anders, en geen bestand. Kies het bestand zelf.",
    "file_empty": "Dit bestand is leeg. Kies een bestand met een lijst erin.",
    "file_too_large": "Dit bestand is te groot: meer dan {megabytes} MB. Verwijder plaatjes en bladen die niet nodig zijn, of splits de lijst.",
    "file_is_picture": "Dit is een afbeelding en geen spreadsheet. Vraag om de lijst zelf, als Excel-bestand.",
    "file_is_pdf": "Dit is een pdf en geen spreadsheet. Vraag om de lijst als Excel-bestand.",
    "file_is_html": "Dit is een webpagina met de naam van een spreadsheet. Open het bestand in Excel en sla het op als .xlsx.",
    "file_is_xml": "Dit is een XML-bestand en geen spreadsheet. Open het in Excel en sla het op als .xlsx.",
    "file_not_a_spreadsheet": "Dit bestand is geen spreadsheet, al kan de naam dat wel zeggen. Kies een bestand van Excel (.xlsx of .xls), "
        "LibreOffice (.ods) of een .csv.",
    "file_encrypted": "Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf in Excel en probeer het opnieuw.",
    "file_damaged": "Dit bestand is beschadigd of niet helemaal aangekomen. Open het in Excel, sla het opnieuw op en probeer het nog eens.",
    "file_unreadable": "Dit bestand kan niet gelezen worden. Open het in Excel en sla het opnieuw op als .xlsx. (Melding: {detail})",
    "file_bomb": "Dit bestand is niet te vertrouwen: het pakt uit tot veel meer dan een lijst nodig heeft. Het is niet geopend.",
    "file_too_slow": "Het lezen van dit bestand duurt te lang. Verwijder bladen en formules die niet nodig zijn, en sla het op als .xlsx.",
    "file_too_demanding": "Dit bestand vraagt te veel geheugen. Kopieer alleen de lijst naar een nieuw bestand en probeer het opnieuw.",
    "cell_far_away": "In cel {cell} staat iets, ver buiten de lijst (we lezen tot {columns} kolommen en {rows} rijen). Maak die cel leeg en sla "
        "het bestand opnieuw op.",
    "too_many_rows": "Dit bestand heeft meer dan {rows} rijen. Splits de lijst in kleinere bestanden.",
    "too_many_columns": "Dit bestand heeft meer dan {columns} kolommen. Verwijder de kolommen die niet bij de lijst horen.",
    "too_many_cells": "Dit bestand heeft meer dan {cells} gevulde cellen. Splits de lijst in kleinere bestanden.",
    "no_rows": "In dit bestand staan geen rijen. Kies een bestand met een lijst erin.",
    "no_table": "We vinden geen lijst met opdrachten op de bladen: {sheets}. Er moet een rij met kolomnamen zijn, met een kolom voor de naam van "
        "de opdracht "
                "(bijvoorbeeld Omschrijving of Onderwerp) en nog een kolom, zoals CPV, waarde of datum. Of geef aan welke kolom wat is.",
    "no_profile_table": "We vinden geen rij met kolomnamen. Gebruik bijvoorbeeld deze namen: {columns}.",
    "file_not_records": "Geen enkele regel van dit bestand is een JSON-object. Elke regel moet er zo uitzien: {{\"id\": \"1\", \"title\": \"...\"}}.",
    "not_an_official_list": "Dit is geen {scheme}-lijst zoals wij die kunnen lezen. Er moet een rij met kolomnamen zijn (bijvoorbeeld: {columns}), "
        "met daaronder codes van {scheme}.",
    "mapping_field_unknown": "Het veld {field} bestaat niet. Kies uit: {fields}.",
    # Services that are called over the internet.
    "source_no_address": "Dit is geen webadres dat wij kunnen lezen. Een adres begint met https:// of http://. Pas het aan in de instellingen.",
    "source_host_unknown": "De server {host} staat niet in de lijst van servers die mogen worden gelezen. Zet hem erbij in de instellingen, als hij "
        "te vertrouwen is.",
    "source_private_address": "De server {host} ligt in een eigen netwerk, en niet op het open internet. Hij is niet gelezen. Hoort dat zo, zet dan "
        "ook zijn IP-adres in de instellingen.",
    "source_redirect_refused": "De server {host} stuurt door naar {target}. Dat adres is niet toegestaan, dus er is niets gelezen. Controleer het "
        "adres in de instellingen.",
    "source_redirects": "De server {host} blijft doorsturen. Er is niets gelezen. Controleer het adres in de instellingen.",
    "source_unreachable": "De server {host} is niet te bereiken, of verbreekt de verbinding. Wij proberen het bij de volgende keer opnieuw. "
        "Controleer het adres en de internetverbinding als dit zo blijft.",
    "source_timeout": "De server {host} antwoordt niet binnen {seconds} seconden. Wij proberen het bij de volgende keer opnieuw.",
    "source_too_slow": "Het antwoord van {host} duurt langer dan {seconds} seconden. Het lezen is gestopt. Vraag om minder dagen tegelijk.",
    "source_too_large": "Het antwoord van {host} is groter dan {megabytes} MB. Het is niet gelezen. Controleer het adres in de instellingen.",
    "source_failed": "De server {host} heeft een storing (status {status}). Wij proberen het bij de volgende keer opnieuw.",
    "source_busy": "De server {host} heeft het te druk (status {status}). Wij proberen het bij de volgende keer opnieuw. Lees deze bron "
        "minder vaak als dit zo blijft.",
    "source_busy_until": "De server {host} vraagt om {seconds} seconden te wachten (status {status}). Probeer het na {when} opnieuw.",
    "source_forbidden": "De server {host} laat ons nu niet toe (status 403). Soms komt dat door te veel vragen in korte tijd. Wacht een kwartier en "
        "probeer het opnieuw; vraag anders de beheerder van de dienst om toegang.",
    "source_refused": "De server {host} weigert wat wij vragen (status {status}). Controleer het adres in de instellingen.",
    "source_broken": "Het antwoord van {host} is niet heel aangekomen of niet te lezen. Wij proberen het bij de volgende keer opnieuw.",
    "source_is_page": "De server {host} antwoordt met een webpagina en niet met gegevens. Vaak is er dan onderhoud. Wij proberen het bij de volgende "
        "keer opnieuw; controleer het adres als dit zo blijft.",
    "source_other_shape": "Het antwoord van {host} heeft een vorm die wij niet kennen. Er is niets gelezen. Controleer het adres; meld het "
        "anders bij de beheerder.",
    "download_not_stored": "Het bestand {path} kan niet worden bewaard. Controleer of de schijf vol is en of het programma in de map mag schrijven.",
    "feed_other_shape": "Het antwoord van {feed} heeft een vorm die wij niet kennen: {field} ontbreekt. Er is niets gelezen; meld het bij "
        "de beheerder.",
    "feed_query_refused": "{feed} begrijpt onze vraag niet. Controleer de regio’s en CPV-codes in de instellingen. De vraag was: {query}",
    "feed_parameter_ignored": "{feed} hield geen rekening met {parameter} en gaf ook andere publicaties. Wij hebben zelf gekozen wat erbij hoort.",
    "feed_page_cut": "Pagina {page} van {feed} was niet heel: {got} van de {said} publicaties. De volgende keer lezen wij haar opnieuw.",
    "feed_incomplete": "{feed} telde {total} publicaties, en wij kregen er {got}. De lijst veranderde tijdens het lezen, of was niet heel. Lees deze "
        "dagen nog een keer.",
    "feed_too_long": "De lijst van {feed} is langer dan {pages} pagina’s. De rest is niet gelezen. Vraag om minder dagen tegelijk.",
    "feed_timed_out": "{feed} had te weinig tijd voor een heel antwoord en gaf {got} publicaties. Lees deze dagen nog een keer.",
    "feed_token_repeated": "{feed} gaf twee keer dezelfde vervolgpagina. Het lezen is daar gestopt. Lees deze dagen nog een keer.",
    "feed_item_unusable": "Publicatie {place} op deze pagina van {feed} heeft geen nummer. Zij is overgeslagen.",
    "feed_kind_unknown": "{feed} noemt publicatie {id} “{text}”. Die soort kennen wij niet; zij is gelezen als gewone aankondiging, of als gunning "
        "waar dat erbij staat.",
    "feed_detail_missing": "De bijzonderheden van publicatie {id} van {feed} zijn niet te krijgen. Alleen wat in de lijst staat, is gelezen: zonder "
        "CPV-codes en regio.",
    "feed_without_region": "Publicatie {id} van {feed} noemt geen regio. Zij is overgeslagen, omdat u om een regio vraagt.",
    "feed_notice_missing": "De tekst van publicatie {id} van {feed} is niet te krijgen. Zij is overgeslagen; lees deze dagen nog een keer.",
    "feed_notice_unreadable": "Publicatie {id} van {feed} is niet te lezen. Zij is overgeslagen; meld het bij de beheerder.",
    # A row or a cell.
    "duplicate_row": "Deze rij is precies gelijk aan rij {row} en telt daarom maar één keer mee.",
    "row_without_title": "In deze rij staat geen naam van een opdracht. Vul de naam in; nu is de rij niet meegenomen.",
    "cpv_check_digit": "Het controlecijfer van {code} klopt niet. De code is wel gebruikt; kijk of het de goede is.",
    "cpv_not_a_code": "“{text}” is geen CPV-code. Een code heeft acht cijfers, bijvoorbeeld 90911300-9. De rij is meegenomen zonder deze code.",
    "value_not_understood": "Het bedrag “{text}” is niet te lezen. De rij is meegenomen zonder bedrag.",
    "value_negative": "Het bedrag “{text}” is kleiner dan nul en niet gebruikt.",
    "value_range_reversed": "Het hoogste bedrag is lager dan het laagste ({text}). Alleen het laagste is gebruikt.",
    "value_covers_lots": "Het bedrag geldt voor {lots} percelen samen. Het staat bij elk perceel.",
    "status_unknown": "De status “{text}” kennen we niet. De opdracht staat als gepland.",
    "reference_twice": "Het kenmerk {reference} staat ook in rij {row}, bij een andere opdracht. Geef elke opdracht een eigen kenmerk.",
    "lot_twice": "Perceel {lot} van “{title}” staat er twee keer, met een verschil. Beide rijen zijn bewaard; kijk welke klopt.",
    "sheet_hidden": "Het blad “{sheet}” is verborgen en niet gelezen. Maak het zichtbaar als het erbij hoort.",
    "sheet_without_table": "Op het blad “{sheet}” staat geen lijst met opdrachten. Het is overgeslagen.",
    "hidden_rows_read": "Er zijn {count} verborgen rijen. Die zijn ook gelezen.",
    "formula_without_value": "In cel {cell} staat een formule zonder uitkomst. Open het bestand in Excel, sla het op en probeer het opnieuw als "
        "er een waarde ontbreekt.",
    "line_not_json": "Deze regel is geen geldig JSON-object. De andere regels zijn wel gelezen.",
    "field_missing": "Het veld {field} ontbreekt, en is wel nodig. De rij is niet meegenomen.",
    "field_wrong_type": "Bij {field} staat “{text}”. Dat is niet wat hier hoort ({wanted}); het veld is leeg gelaten.",
    "field_unknown": "Het veld {field} ({count} keer) kennen we niet. Het is niet gelezen.",
    "profile_twice": "Deze rij gaat over dezelfde onderneming als rij {row}, met andere gegevens. De laatste rij telt.",
    "buyer_unknown": "Wij weten niet van wie deze lijst is; hij staat nu onder de naam “{buyer}”. Geef de naam van de inkopende organisatie op "
        "(--buyer).",
    "folder_unreadable": "De map {path} kan niet gelezen worden. Controleer of hij bestaat en of het programma erin mag kijken.",
    "source_broke_off": "Het nalopen van deze bron brak af ({kind}). Wat al ingelezen was, is bewaard; meld het bij de beheerder.",
    "id_twice": "Het nummer {id} staat ook in rij {row}. Elk profiel heeft een eigen nummer nodig; deze rij is niet meegenomen.",
    "official_code": "“{text}” is geen code van {scheme}. Deze rij is niet meegenomen.",
    "official_code_twice": "De code {code} staat ook in rij {row}, met een andere naam. De eerste rij telt.",
    "coordinate_outside": "“{text}” is geen plek in Nederland, in graden met decimalen (zoals 52,3602 en 6,4575). Deze rij is niet meegenomen.",
    "personal_column": "Persoonlijke gegevens lezen en bewaren we niet. Overgeslagen: {columns}.",
    "verdict_unknown": "“{text}” is geen oordeel. Gebruik ja, nee of twijfel. De rij is niet meegenomen.",
    "judged_unknown": "Wij kennen geen opdracht of profiel met nummer {id}. De rij is niet meegenomen.",
    "judged_ambiguous": "Het nummer {id} hoort bij meer dan één opdracht of profiel. Geef het perceel (lot_id), en de kant (side: supplier of "
        "jobseeker). De rij is niet meegenomen.",
    # Why a row did not become a tender.
    "heading": "kolomnamen",
    "title": "titel of regel boven de lijst",
    "category": "kopje van een groep",
    "subtotal": "(sub)totaal",
    "empty": "lege rij",
    "footnote": "voetnoot of legenda",
    "continuation": "vervolg van de rij erboven",
    "duplicate": "dubbel: gelijk aan een eerdere rij",
    "no_title": "geen naam van een opdracht",
    "hidden_sheet": "verborgen blad",
    "other_sheet": "blad zonder lijst van opdrachten",
    "not_json": "geen geldige JSON",
}  # fmt: skip

PROBLEMS_EN: dict[str, str] = {
    "file_missing": "The file {path} does not exist. Check its name and folder.",
    "not_a_file": "{path} is a folder or something else, and not a file. Choose the file itself.",
    "file_empty": "This file is empty. Choose a file with a list in it.",
    "file_too_large": "This file is too large: more than {megabytes} MB. Remove pictures and sheets that are not needed, or split the list.",
    "file_is_picture": "This is a picture, not a spreadsheet. Ask for the list itself, as an Excel file.",
    "file_is_pdf": "This is a PDF, not a spreadsheet. Ask for the list as an Excel file.",
    "file_is_html": "This is a web page with the name of a spreadsheet. Open the file in Excel and save it as .xlsx.",
    "file_is_xml": "This is an XML file, not a spreadsheet. Open it in Excel and save it as .xlsx.",
    "file_not_a_spreadsheet": "This file is not a spreadsheet, whatever its name says. Choose a file of Excel (.xlsx or .xls), LibreOffice "
        "(.ods) or a .csv.",
    "file_encrypted": "This file has a password. Remove the password in Excel and try again.",
    "file_damaged": "This file is damaged or did not arrive completely. Open it in Excel, save it again and retry.",
    "file_unreadable": "This file cannot be read. Open it in Excel and save it again as .xlsx. (Message: {detail})",
    "file_bomb": "This file cannot be trusted: it unpacks to far more than a list needs. It was not opened.",
    "file_too_slow": "Reading this file takes too long. Remove sheets and formulas that are not needed, and save it as .xlsx.",
    "file_too_demanding": "This file asks for too much memory. Copy only the list to a new file and try again.",
    "cell_far_away": "Cell {cell} holds something, far outside the list (we read up to {columns} columns and {rows} rows). Clear that cell and "
        "save the file again.",
    "too_many_rows": "This file has more than {rows} rows. Split the list into smaller files.",
    "too_many_columns": "This file has more than {columns} columns. Remove the columns that do not belong to the list.",
    "too_many_cells": "This file has more than {cells} filled cells. Split the list into smaller files.",
    "no_rows": "There are no rows in this file. Choose a file with a list in it.",
    "no_table": "We find no list of tenders on the sheets: {sheets}. There must be a row of column names, with a column for the name of the tender "
                "(for example Title or Description) and one more, such as CPV, value or date. Or tell us which column is what.",
    "no_profile_table": "We find no row of column names. Use names such as these: {columns}.",
    "file_not_records": "No line of this file is a JSON object. Each line must look like this: {{\"id\": \"1\", \"title\": \"...\"}}.",
    "not_an_official_list": "This is no {scheme} list that we can read. There must be a row of column names (such as: {columns}), with codes of "
        "{scheme} below it.",
    "mapping_field_unknown": "The field {field} does not exist. Choose from: {fields}.",
    "source_no_address": "This is no web address that we can read. An address begins with https:// or http://. Change it in the settings.",
    "source_host_unknown": "The server {host} is not in the list of servers that may be read. Add it in the settings, if it can be trusted.",
    "source_private_address": "The server {host} lies in a private network, not on the open internet. It was not read. If that is right, add its IP "
        "address to the settings as well.",
    "source_redirect_refused": "The server {host} sends us on to {target}. That address is not allowed, so nothing was read. Check the "
        "address in the settings.",
    "source_redirects": "The server {host} keeps sending us on. Nothing was read. Check the address in the settings.",
    "source_unreachable": "The server {host} cannot be reached, or breaks the connection. We try again next time. Check the address and the internet "
        "connection if this goes on.",
    "source_timeout": "The server {host} does not answer within {seconds} seconds. We try again next time.",
    "source_too_slow": "The answer of {host} takes longer than {seconds} seconds. Reading was stopped. Ask for fewer days at a time.",
    "source_too_large": "The answer of {host} is larger than {megabytes} MB. It was not read. Check the address in the settings.",
    "source_failed": "The server {host} is out of order (status {status}). We try again next time.",
    "source_busy": "The server {host} is too busy (status {status}). We try again next time. Read this source less often if this goes on.",
    "source_busy_until": "The server {host} asks us to wait {seconds} seconds (status {status}). Try again after {when}.",
    "source_forbidden": "The server {host} does not let us in now (status 403). Too many questions in a short time can be the cause. Wait a "
        "quarter of an hour and try again; else ask those who run the service for access.",
    "source_refused": "The server {host} refuses what we ask (status {status}). Check the address in the settings.",
    "source_broken": "The answer of {host} did not arrive completely or cannot be read. We try again next time.",
    "source_is_page": "The server {host} answers with a web page instead of data. Often that means maintenance. We try again next time; "
        "check the address if this goes on.",
    "source_other_shape": "The answer of {host} has a form that we do not know. Nothing was read. Check the address; else tell the administrator.",
    "download_not_stored": "The file {path} cannot be kept. Check whether the disk is full and whether the program may write in the folder.",
    "feed_other_shape": "The answer of {feed} has a form that we do not know: {field} is missing. Nothing was read; tell the administrator.",
    "feed_query_refused": "{feed} does not understand our question. Check the regions and CPV codes in the settings. The question was: {query}",
    "feed_parameter_ignored": "{feed} took no notice of {parameter} and gave other publications too. We chose ourselves what belongs here.",
    "feed_page_cut": "Page {page} of {feed} was not complete: {got} of {said} publications. We read it again next time.",
    "feed_incomplete": "{feed} counted {total} publications, and we got {got}. The list changed while it was read, or was not complete. "
        "Read these days once more.",
    "feed_too_long": "The list of {feed} is longer than {pages} pages. The rest was not read. Ask for fewer days at a time.",
    "feed_timed_out": "{feed} had too little time for a complete answer and gave {got} publications. Read these days once more.",
    "feed_token_repeated": "{feed} gave the same next page twice. Reading stopped there. Read these days once more.",
    "feed_item_unusable": "Publication {place} on this page of {feed} has no number. It was skipped.",
    "feed_kind_unknown": "{feed} calls publication {id} “{text}”. We do not know that kind; it was read as a normal notice, or as an award "
        "where it says so.",
    "feed_detail_missing": "The details of publication {id} of {feed} cannot be had. Only what stands in the list was read: without CPV "
        "codes and region.",
    "feed_without_region": "Publication {id} of {feed} names no region. It was skipped, because you ask for a region.",
    "feed_notice_missing": "The text of publication {id} of {feed} cannot be had. It was skipped; read these days once more.",
    "feed_notice_unreadable": "Publication {id} of {feed} cannot be read. It was skipped; tell the administrator.",
    "duplicate_row": "This row is exactly the same as row {row}, and so counts only once.",
    "row_without_title": "This row has no name of a tender. Fill in the name; the row was left out.",
    "cpv_check_digit": "The check digit of {code} is wrong. The code was used; see whether it is the right one.",
    "cpv_not_a_code": "“{text}” is not a CPV code. A code has eight digits, for example 90911300-9. The row was kept without this code.",
    "value_not_understood": "The amount “{text}” cannot be read. The row was kept without an amount.",
    "value_negative": "The amount “{text}” is less than zero and was not used.",
    "value_range_reversed": "The highest amount is lower than the lowest ({text}). Only the lowest was used.",
    "value_covers_lots": "The amount is for {lots} lots together. It is shown with each lot.",
    "status_unknown": "We do not know the status “{text}”. The tender is shown as planned.",
    "reference_twice": "Reference {reference} also stands in row {row}, with another tender. Give each tender its own reference.",
    "lot_twice": "Lot {lot} of “{title}” stands there twice, with a difference. Both rows were kept; see which is right.",
    "sheet_hidden": "The sheet “{sheet}” is hidden and was not read. Make it visible if it belongs to the list.",
    "sheet_without_table": "The sheet “{sheet}” holds no list of tenders. It was skipped.",
    "hidden_rows_read": "There are {count} hidden rows. They were read as well.",
    "formula_without_value": "Cell {cell} holds a formula without a result. If a value is missing, open the file in Excel, save it and try again.",
    "line_not_json": "This line is not a valid JSON object. The other lines were read.",
    "field_missing": "The field {field} is missing, and is needed. The row was left out.",
    "field_wrong_type": "{field} says “{text}”. That is not what belongs here ({wanted}); the field was left empty.",
    "field_unknown": "We do not know the field {field} ({count} times). It was not read.",
    "profile_twice": "This row is about the same organisation as row {row}, with other data. The last row counts.",
    "buyer_unknown": "We do not know whose list this is; it now stands under the name “{buyer}”. Name the buying organisation (--buyer).",
    "folder_unreadable": "The folder {path} cannot be read. Check that it exists and that the program may look into it.",
    "source_broke_off": "Looking through this source broke off ({kind}). What was read before is kept; tell the administrator.",
    "id_twice": "The number {id} also stands in row {row}. Each profile needs its own number; this row was left out.",
    "official_code": "“{text}” is not a code of {scheme}. This row was left out.",
    "official_code_twice": "The code {code} also stands in row {row}, with another name. The first row counts.",
    "coordinate_outside": "“{text}” is no spot in the Netherlands, in decimal degrees (such as 52.3602 and 6.4575). This row was left out.",
    "verdict_unknown": "“{text}” is not a verdict. Use yes, no or unsure. The row was left out.",
    "judged_unknown": "We know no tender or profile with number {id}. The row was left out.",
    "judged_ambiguous": "Number {id} belongs to more than one tender or profile. Give the lot (lot_id), and the side (supplier or jobseeker). The "
        "row was left out.",
    "personal_column": "We do not read or keep personal data. Skipped: {columns}.",
    "heading": "column names",
    "title": "title or line above the list",
    "category": "heading of a group",
    "subtotal": "(sub)total",
    "empty": "empty row",
    "footnote": "footnote or legend",
    "continuation": "continues the row above",
    "duplicate": "duplicate: the same as an earlier row",
    "no_title": "no name of a tender",
    "hidden_sheet": "hidden sheet",
    "other_sheet": "sheet without a list of tenders",
    "not_json": "not valid JSON",
}  # fmt: skip
