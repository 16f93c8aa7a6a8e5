/** Given names of men, one a line: the name itself, then its short forms and spellings. A short form may stand for several names. */
export const MEN = `Joachim Achim Jochen Jochem Jochim Jo Chim Joaquim Joaquín Gioacchino
Adalbert Albert Adelbert Bert Berti Elbert
Adam Adi
Adolf Adi Dolf Dolfi
Adrian Adrien Adriano Hadrian Adi
Alan Allan Allen Alain
Alexander Alex Xander Sascha Sacha Sasha Sander Aleks Aleksander Aleksandar Alexandre Alessandro Alejandro Sandro Aleksandr Oleksandr Olexandr Lex Alexandros
Alfons Alfonso Alphons Alphonse Fonsi Fons
Alfred Fred Fredi Fredy Freddy Alf Alfredo
Alois Aloys Aloisius Luis Lois Loisl Aloisio
Ambros Ambrosius Brosi
Andreas Andi Andy Andre André Andrew Andrea Andrej Andrei Andrzej Andras András Anders Andrés Andris Ondrej Ondřej Drew Endre Andrija
Ansgar Oskar
Anton Toni Tony Antonio Antonius Anthony Antoine Antonin Antal Antoni Ante Don
Armin Arminius
Arnold Arno Arnd Arndt Arne Noldi Arnaud Arnaldo
Arthur Artur Arturo
August Gustl Gust Augustin Augustinus Augusto Auguste
Axel Aksel
Balthasar Baltasar Hauser Balz
Bartholomäus Barthel Bartel Bartl Bart Bartosz Bartlomiej Bartolomeo Bertel
Benedikt Bene Benedict Benni Beni Bendix Benedetto Benoit Benoît Ben Benito
Benjamin Ben Benni Benny Beni Benjamín Beniamino
Bernhard Bernd Berni Bernie Bernardo Bernard Bernt Berndt Bernado Benno Hardy Berend Bero Bernat
Berthold Bertold Bert Bertolt Bertl
Björn Bjoern Bjorn
Bogdan Bohdan
Bruno Brunó
Burkhard Burkhart Burghard Burkart Burkard Burckhard Burghardt
Carl Karl Karli Carlo Carlos Charles Karel Karol Károly Karoly Charlie Charly Kalle Carolus Karle Karlo
Carsten Karsten Kersten
Christian Chris Kristian Christiaan Cristian Cristiano Krystian Chrisi Christl Krischan Chrigi Chrigu Karsten
Christoph Christof Kristof Christopher Chris Stoffel Christophe Krzysztof Cristoforo Kristoffer Toffi Christofer Stoffl Krištof
Claudius Claudio Claude Klaudius
Clemens Klemens Clement Clément Clemente Clemi
Conrad Konrad Konni Conny Kurt Corrado Konny
Cornelius Kornelius Cornel Kornel Kees Nils Niels Corneel Corny
Damian Damien Damiano Demian
Daniel Dani Danny Dan Daniele Danijel Danilo Daniël
David Dave Davide Dawid Davi Davy Dawit
Detlef Detlev
Dieter Didi Diether Diederich
Dietmar Ditmar Dittmar Thietmar Dietmer
Dietrich Dieter Dietz Dirk Diedrich Dierk Diederik Dietmar Derek
Dimitri Dmitri Dmitrij Dmitry Dimitrij Dima Dimitrios Dmytro Mitja
Dominik Dominic Dome Domi Dominique Domenico Domingo Dominick Nik
Edgar Eddy Edi
Edmund Edi Eddie Eddy Edmond Ödön
Eduard Edi Eddie Eddy Edward Edouard Édouard Edoardo Eduardo Ed Ted Edvard
Egbert Bert Eckbert Ekbert
Eckhard Eckehard Eckart Eckardt Ekkehard Eckhart Ecki Eki Ekkehart Eckehart
Elias Elia Elijah Eli Ilja
Emanuel Manuel Emmanuel Immanuel Emanuele Manu Manolo
Emil Emile Émile Emilio Emilian
Engelbert Bert Engel Berti
Erhard Erhart Erhardt Hardi
Erich Eric Erik Erick Eryk Éric
Ernst Ernest Erni Ernesto Ernö
Erwin Ervin Irwin Erwein
Eugen Eugene Eugène Eugenio Jewgeni Evgeni Evgeny Eugeniusz Jenö Yevgeni
Fabian Fabio Fabien Fabi Fabiano
Felix Félix Feliks Felice
Ferdinand Ferdi Ferdl Fernando Fernand Ferdy Nand Ferdinando Nándor
Florian Flo Flori Florin Florijan Florent Floris
Franz Franzl Franzi Frank Francis François Francois Francesco Francisco Frans František Frantisek Franciszek Ferenc Paco Franjo Franc Frantz Franco
Frank Franck Franky Frankie Franco
Frederik Frederic Frederick Fred Freddy Fredrik Frédéric Friedrich Federico Rik Fredi
Friedhelm Friedel
Friedrich Fritz Fried Friedl Fritzi Frieder Frederick Frederic Frederik Freddy Fred Fredrik Frédéric Federico Frédric Friedel Fiete
Gabriel Gabi Gabriele Gábor Gabor Gabriël
Georg Schorsch Jörg Jürgen Jorg George Georges Giorgio Jorge Jerzy Jiří Jiri Juri Yuri György Gyorgy Jordi Jurij Schorschi Girgl Görg Jurek Georgi Georgios Goran Joris Juraj Jure
Gerald Gerold Gerry Geri Gerhold Géraud Gerri
Gerhard Gerd Gert Gerhardt Geri Gerry Hardy Hardi Gerrit Gerhart Gérard Gerard Gerardo Geerd Geert
Gernot Gerni
Gilbert Gil Gilberto Wilbert
Gottfried Friedl Götz Goetz Gottfrid Godfrey Geoffrey Gottfredo
Gregor Gregory Greg Grischa Gregori Gregorio Grzegorz Grigori Gorius Grégoire
Guido Wido
Günter Günther Guenther Gunter Gunther Günni Guenter
Gustav Gustaf Gustl Gustave Gustavo Gus Gösta
Hansjörg Hans-Jörg Hansjoerg Hansgeorg Hans-Georg
Hanspeter Hans-Peter HP Hampi
Harald Harry Hari Harold Haraldo Harri
Hartmut Hartmuth Hardy
Heiko Haiko Heico
Heinrich Heinz Heini Hein Heiner Harry Henry Henri Enrico Hendrik Henrik Hinrich Rico Enrique Heinerich Henryk Hinnerk Heino Jindrich
Helmut Hellmut Helmuth Hellmuth Heli Helmi
Herbert Herb Heribert Bert Herbie Herberto Bertl
Hermann Herman Harm Armin Herrmann Ermanno Hermi Mandi Armand Armando
Horst Horsti
Hubert Hubertus Hubsi Bert Hugo Umberto Hube Hubi Bertl Huib
Hugo Hugh Ugo Hugues
Ignaz Ignatz Ignacio Natz Ignatius Ignazio Ignacy
Ilja Ilya Elias Ilia
Ingo Ingolf
Isaak Isaac Izaak
Ivan Iwan Johannes Yvan Iven Vanja
Jakob Jacob Jack Jake Köbi Jacques Giacomo Jaime Jacobus Jakub Jaap Jascha Jacopo James Joggi Jacobo Diego Iacob Jockel
Jan Johannes Jann Jannik Yann Janek Jano Jens Jannis Janis Janosch Ján
Jannik Yannick Yannik Jannick Janik Yanik Yanick
Jean Johannes John
Jens Jensi Johannes
Jeremias Jeremy Jeremiah Jerry Jérémy Jeremie Geremia
Jerome Jérôme Hieronymus Jeronimo Girolamo Jeroen
Joel Joël
Johannes Johann Hans Hannes Jo Joh Hansi Jan Jean John Johnny Giovanni Ivan Juan João Joao Jens Jonny Hansl Johan Jannis János Janos Jon Sean Evan Ian Hanno Joan Jovan Ioan Ioannis Gian Nanni Schani Hanes Juhani Jussi
Jonas Jona Jonah
Jonathan Jon Jona John Jonny Johnathan Yonatan Nathan
Jörg Joerg Jorg Jürg Georg Jörgi Jörn
Jörn Joern Jörgen
Josef Joseph Sepp Pepi Seppi Jupp Joe Jo Giuseppe José Jose Jozef Józef Beppo Pepe Josip Beppe Youssef Yusuf Joshua Josephus Jef József Joschka Peppi Joop Juppi Jože Yossi
Joshua Josua Josh
Julian Jules Julien Giuliano Juli Jule Julius
Julius Jules Julian Giulio Julio Gyula Juliusz
Jürgen Juergen Jurgen Georg Jörg Jürg Jörgen Jürn
Justus Just Jost Justin
Kai Kay Kaj Cai Cay
Kasimir Casimir Kazimierz
Kaspar Caspar Kasper Jasper Casper Gaspard Chasper Gaspare
Kilian Killian Chilian
Klaus Claus Nikolaus Klas Claas Klaas Klausi
Kurt Curt Konrad Kurth Kuno
Lars Laurentius Lorenz Lasse
Leo Leon Leonhard Leopold Leonard Léo
Leonhard Leonard Leo Lenny Lenz Leonardo Léonard Leon Hardi Leonid Lennard Lennart Lienhard
Leopold Leo Poldi Poldl Leopoldo Pold Léopold
Lorenz Laurenz Lenz Lorenzo Laurent Laurentius Lawrence Larry Lars Enz Laurens Laurin Lovrenc Laurence Vavrinec
Lothar Lotar Lutz Luther Lother
Ludwig Luggi Wiggerl Lutz Luis Louis Luigi Lewis Ludovic Ludvik Ludwik Lajos Ludo
Luis Louis Luiz Luigi Alois
Lukas Lucas Luca Luke Luc Lucca Luka Luki Łukasz Lukasz Lucian Lukács Lucius
Manfred Manni Fred Mandi Fredl Manny Freddy Manfredo Manfried
Manuel Manu Emanuel Mani Manolo Emmanuel
Marcel Marcello Marcelo Marcellus Marzel Marcell
Marco Marko Markus Marc Mark Marek Marcos
Marius Mario Mariusz
Markus Marcus Marc Mark Marco Marko Max Marek Marci Márk Marcos Marcin Markku
Martin Martl Marty Martino Maarten Marten Merten Marcin Mart Tinu Martinus Martyn Morten Mårten Márton
Matthäus Mathäus Matteo Matthew Mateo Matthieu Mathieu Mateusz Matheus Mattheus Matt Matej Máté
Matthias Mathias Matze Hias Hiasl Mattias Matti Mats Mattia Matt Maciej Matyas Mathis Matthis Thies Matz Matjaž Matías Mattis Hiesl Matthijs Matthäus Mattheis
Maximilian Max Maxi Maxl Maximiliano Massimiliano Maksymilian Maximillian Mäx
Michael Michi Mike Michel Mick Micha Miguel Michele Michal Mihail Mihaly Mischa Misha Mikael Mihael Michl Michail Mikhail Mitch Mickey Maik Michiel Miko Mikkel Mihai Michał Mihály Misch Micheal Mischi Michu Micael Mitchell Mihajlo
Moritz Mauritz Maurice Mauro Maurizio Morris Mauricio Maurits Mauritius
Nikolaus Nick Niko Nico Klaus Nikolai Nicolas Nicholas Nicola Nicolò Mikolaj Miklós Nils Niklas Nicki Claus Nik Nicolaus Nickel Klas Niclas Nikola Nikolas Nikos Nikolaj Nicolai Nicolae Nickolas Mikuláš
Niklas Niclas Nicklas Nick Nik Niko Nico Niki
Norbert Nobi Norb Bert Noppi Norberto Nobbi
Olaf Olav Ole Oluf Ola
Oliver Oli Olli Olivier Ollie Oliviero Olivér
Oskar Oscar Ossi Ansgar
Oswald Ossi Waldi Osvaldo
Otto Ottokar Otti Odo Ottmar Othmar
Othmar Ottmar Otmar Otti
Pascal Pasquale Paschalis Pasqual Pascual
Patrick Patric Pat Patrik Paddy Patrizio Patricio Rick Patryk
Paul Pauli Paolo Pablo Pavel Paweł Pawel Pál Paulus Paulo Pål Pol Påvel Pauly
Peter Pete Pit Pedro Pietro Pierre Piotr Petr Pjotr Piet Pieter Peer Petar Petri Päuli Piero Péter Pierluigi Petru Pekka Peder Petros
Philipp Philip Phillip Filip Phil Philippe Felipe Filippo Phillipp Fippu Pippo Fülöp
Pius Pio
Quirin Quirinus
Raimund Raymond Ray Raymund Raimond Mundl Ramon Raimondo Ramón
Rainer Reiner Rainier Reinhard Rainerio Reinar
Ralf Ralph Rolf Raoul Raul Ralfi Radolf
Raphael Rafael Rafi Raffaele Rafał Rafal Raffael Rapha Rafa Rafaël
Reinhard Reinhart Hardy Reinhardt Reini Rainer Reinhold Renard Rinaldo Reinaldo Renke
Reinhold Reini Reinold Holdi Reinhard Ronald Rinaldo
Richard Ricky Rick Richi Ritchie Riccardo Ricardo Rico Ryszard Riki Hardy Richie Rikard Rich
Robert Robi Rob Bob Bert Robby Roberto Bobby Rupert Rupprecht Robbie Ruprecht Robin
Roger Rüdiger Rutger Rudi Ruggero Rogier Rodger
Roland Rolli Rollo Orlando Rolando Roli Rowland Rollie
Rolf Rudolf Rodolf Ralf Roelof Rolfi
Roman Romain Romano Romi
Ronald Ron Ronny Ronaldo Ronni Ronnie
Rudolf Rudi Rolf Rudolph Rodolfo Ruedi Dolf Rudy Rodolphe Ruud Rolfi
Rüdiger Ruediger Rudi Roger Rudgar
Rupert Ruprecht Robert Rupprecht Bertl Ruppert
Salvatore Toto Salvo Salvador Salvator
Samuel Sam Sami Sammy Samuele Samy Samu Sämi
Sebastian Basti Bastian Wastl Sebi Basty Sebastien Sébastien Sebastiano Sebo Seb Baschi Bastien Sebastião Bas
Severin Sören Soeren Severino Séverin
Sergej Sergei Sergio Serge Sergey Serhij Sergius Sergi
Siegbert Sigbert Sigi Bert
Siegfried Sigi Siggi Friedl Sigfried Sigfrid Sigfredo Siegi Sig Seyfried
Siegmund Sigmund Sigi Siggi Zygmunt Sigismund Sigismondo
Simon Simi Simone Szymon Simeon Shimon Šimon Simun Sime
Sören Soeren Søren
Stanislaus Stan Stanislav Stanislaw Stani Stanisław
Stefan Stephan Steffen Steve Steven Stefano Stephen Stéphane Stephane Steff Stevie Stepan Szczepan István Istvan Esteban Étienne Etienne Steffan Steph Stephanus Stef Štefan Stipe Stjepan Stipo Staffan Estevan Stoffel
Swen Sven Svend Swenn Svenn
Theodor Theo Teddy Ted Theodore Théodore Fjodor Fedor Teodor Teo Teodoro Dorus Fyodor Tivadar
Thomas Tom Tommy Thom Tomas Tomasz Tommaso Tomaso Tomás Tommi Tamás Tamas Tomi Thoma Tomislav Toma Maso Tomek
Thorsten Torsten Thorben Torben Thore
Till Tillmann Tilman Tilmann Dietrich Tyll Tillman Thilo Tilo
Tim Timm Timo Timotheus Timothy Timmy Timothée Timon Timotheos
Tobias Tobi Toby Tobia Tobiasz Tobis Tobit Tobie
Udo Ulrich Otto Utz
Ulrich Uli Ulli Ueli Ulf Ulrik Ulric Utz Udo Ulderico Ullrich Olrik
Ulf Wolf Ulrich
Urs Ursus
Uwe Uve Ove
Valentin Valentino Velten Vali Walentin Valentine Valtin Bálint
Veit Vitus Vito Vít Wit
Viktor Victor Vic Vittorio Wiktor Viki Vítor
Vinzenz Vincent Zenz Vincenzo Vincente Vinz Vince Vicente Wincenty Vincenz Čeněk
Volker Volkher Folker Volkert Folkert Volkhard
Volkmar Folkmar
Waldemar Waldi Wladimir Vladimir Valdemar Woldemar Walter
Walter Walther Waldi Walt Gualtiero Wolter Wladi Valter Walti Wouter Gautier Gauthier
Wendelin Wendel Wendl
Wenzel Wenzeslaus Vaclav Václav Wenceslas Wacław Venceslav
Werner Wernher Verner Wern Wernerus Guarnerio Wernhard Warner
Wilfried Wilfrid Willi Fred Wilf Friedl Fredi
Wilhelm Willi Willy Will Helmut Wim Bill William Guillaume Guglielmo Guillermo Willem Vilmos Billy Liam Wiliam Wili Willie Wil Vilém Viljem Wilm Helmi
Willibald Willi Willy Waldi Willbald
Winfried Winnie Fred Winni Winfrid Winifred Friedl
Wladimir Vladimir Wladi Vladi Wolodja Vova Volodymyr Włodzimierz Wolodymyr Ladimir
Wolf Wolfgang Wulf Wolff Wolfram
Wolfgang Wolf Wolfi Wolferl Wolle Wölfi Wolli Wulfgang
Wolfram Wolf
Xaver Franz-Xaver Xaveri Xavier Veri Saverio Javier Franzxaver
Yannick Yann Jannik Yannik Jannick
Maxim Maksim Maxime Massimo`
